import { PLATFORMS, type TestSpec } from '@quench/contracts';
import { none, type Mistake } from './mistake.js';
import type { SoundParts } from './sound-parts.js';
import { BOOT_TIMEOUT_MS, testSpecs } from './test-specs.js';
import type { WrittenTest } from './written-definition.js';

/** Tests that cannot be told apart, cannot be run, or ask what nobody answers. */
export function testMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  if (!whole('tests')) return [];
  const tests = written.tests ?? [];
  const specs = testSpecs(tests);
  const names = specs.map(({ name }) => name);
  const doubled = names.filter((name, index) => names.indexOf(name) !== index);
  const needsRun = specs.some(({ rung }) => rung !== 'structure') && whole('run') && written.run === undefined;
  return [
    ...patternMistakes(specs),
    ...tests.flatMap(expectMistakes),
    ...tests.flatMap(prepareMistakes),
    ...doubled.map((name): Mistake => [['tests'], `tests: two tests are named "${name}"`]),
    ...(needsRun ? [[['tests'], 'tests: boot and probe need run.entrypoint'] as const] : []),
  ];
}

/** A waiver must be of a test of one of the lines, and of a platform of the image. @param lines what each asks to be tested */
export function waiverMistakes(
  { written: { policy, platforms = [PLATFORMS[0]] }, whole }: SoundParts,
  lines: readonly (readonly WrittenTest[])[],
): readonly Mistake[] {
  const names = [...new Set(lines.flatMap((tests) => testSpecs(tests).map(({ name }) => name)))];
  const foreign = (platform: string | undefined): platform is string =>
    platform !== undefined && whole('platforms') && !platforms.includes(platform);
  return (policy?.waive ?? []).flatMap(({ test, platform }, index): readonly Mistake[] => [
    ...(names.includes(test)
      ? []
      : [[['policy', 'waive', index], `policy.waive: ${none('test', test, names)}`] as const]),
    ...(foreign(platform)
      ? [[['policy', 'waive', index, 'platform'], `policy.waive: ${none('platform', platform, platforms)}`] as const]
      : []),
  ]);
}

/** A step that has nothing to run. */
function prepareMistakes({ boot, probe }: WrittenTest, index: number): readonly Mistake[] {
  const [rung, test] = boot === undefined ? (['probe', probe] as const) : (['boot', boot] as const);
  if (test?.prepare === undefined || (test.packages ?? []).length > 0) return [];
  const where = `tests.${String(index)}.${rung}.prepare`;
  return [[['tests', index, rung, 'prepare'], `${where}: it runs in the packages of the test; expected packages`]];
}

/** What is expected of another kind of test, or of no time that there is. */
function expectMistakes({ boot, probe }: WrittenTest, index: number): readonly Mistake[] {
  return [
    ...(boot === undefined ? [] : bootMistakes(boot, index)),
    ...(probe === undefined ? [] : probeMistakes(probe, index)),
  ];
}

function bootMistakes(
  { expect: { exit, aliveMs } = {}, timeoutMs = BOOT_TIMEOUT_MS }: NonNullable<WrittenTest['boot']>,
  index: number,
): readonly Mistake[] {
  if (aliveMs === undefined) return [];
  const at = ['tests', index, 'boot', 'expect', 'aliveMs'];
  const where = `tests.${String(index)}.boot.expect`;
  if (exit !== undefined) {
    return [
      [at, `${where}: a program that is to end with exit ${String(exit)} cannot be alive; expected exit or aliveMs`],
    ];
  }
  if (aliveMs < timeoutMs) return [];
  return [
    [
      at,
      `${where}.aliveMs: expected less than the timeoutMs of the test, ${String(timeoutMs)}, found ${String(aliveMs)}`,
    ],
  ];
}

const ASKED = { http: ['status', 'body'], exec: ['exit', 'output'] } as const;

function probeMistakes(probe: NonNullable<WrittenTest['probe']>, index: number): readonly Mistake[] {
  const kind = probe.http === undefined ? 'exec' : 'http';
  const known: readonly string[] = ASKED[kind];
  return Object.keys(probe.expect ?? {})
    .filter((key) => !known.includes(key))
    .map((key) => [
      ['tests', index, 'probe', 'expect', key],
      `tests.${String(index)}.probe.expect: ${kind} answers no "${key}"; expected ${known.join(' or ')}`,
    ]);
}

/** A pattern that is no regular expression would only be noticed when an image is tested. */
function patternMistakes(specs: readonly TestSpec[]): readonly Mistake[] {
  return specs.flatMap((spec): readonly Mistake[] => {
    const pattern = patternOf(spec);
    if (pattern === undefined) return [];
    try {
      new RegExp(pattern, 'm');
      return [];
    } catch {
      return [[['tests'], `tests: ${spec.name}: "${pattern}" is not a regular expression`]];
    }
  });
}

function patternOf(spec: TestSpec): string | undefined {
  if (spec.rung === 'boot') return spec.expect.output;
  if (spec.rung === 'structure') return undefined;
  return spec.probe.kind === 'http' ? spec.probe.body : spec.probe.output;
}

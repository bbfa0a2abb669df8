import type { TestSpec } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { NONROOT } from '@quench/plugin-sdk';
import { accountsOf } from './accounts-of.js';
import type { Assets } from './assets.js';
import { channelTemplate } from './channel-template.js';
import { didYouMean } from './nearest.js';
import type { Problem } from './problem.js';
import type { YamlFile } from './read-yaml.js';
import type { SoundParts } from './sound-parts.js';
import { testSpecs } from './test-specs.js';

/** Where a mistake is, and what it is. */
type Mistake = readonly [path: readonly (string | number)[], message: string];

/** What is wrong with a definition whose parts have their shape, as far as they have it. */
export function meaningProblems(parts: SoundParts, yaml: YamlFile, assets: Assets): readonly Problem[] {
  const mistakes = [
    ...accountMistakes(parts),
    ...userMistakes(parts),
    ...assetMistakes(parts, assets),
    ...channelMistakes(parts),
    ...testMistakes(parts),
  ];
  return mistakes.map(([path, message]) => ({ file: yaml.file, line: yaml.line(path), message }));
}

const none = (what: string, name: string, known: readonly string[]): string =>
  `no ${what} "${name}".${didYouMean(name, known)} Known: ${known.join(', ')}`;

/** Accounts that every image has. */
const MADE = [
  { name: 'root', uid: 0 },
  { name: NONROOT.name, uid: NONROOT.uid },
];

function accountMistakes({ written: { accounts = {} } }: SoundParts): readonly Mistake[] {
  const own = Object.entries(accounts).map(([name, { uid }]) => ({ name, uid }));
  return own.flatMap(({ name, uid }, index): readonly Mistake[] => {
    const taken = MADE.find((account) => account.name === name);
    if (taken !== undefined) {
      const message = `"${name}" is in every image, with uid ${String(taken.uid)}; expected another name`;
      return [[['accounts', name], `accounts: ${message}`]];
    }
    const other = [...MADE, ...own.slice(0, index)].find((account) => account.uid === uid);
    if (other === undefined) return [];
    const message = `uid ${String(uid)} is that of "${other.name}"; expected a number of its own`;
    return [[['accounts', name, 'uid'], `accounts.${name}: ${message}`]];
  });
}

/** Whoever is named must be there, unless what is there is not known. */
function userMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  if (!whole('accounts')) return [];
  const names = accountsOf(written).map(({ name }) => name);
  const user = written.run?.user;
  const unknown: readonly Mistake[] =
    user === undefined || names.includes(user) ? [] : [[['run', 'user'], `run.user: ${none('account', user, names)}`]];
  const owners = Object.entries(written.files ?? {}).flatMap(([path, { user: owner = 'root' }]): readonly Mistake[] =>
    owner === 'root' || names.includes(owner)
      ? []
      : [[['files', path, 'user'], `files.${path}: ${none('account', owner, ['root', ...names])}`]],
  );
  return [...unknown, ...owners];
}

const assetMistakes = ({ written: { files = {} } }: SoundParts, assets: Assets): readonly Mistake[] =>
  Object.entries(files).flatMap(([path, { from }]): readonly Mistake[] => {
    if (assets.has(from)) return [];
    const message = `the catalog folder has no file "${from}".${didYouMean(from, [...assets.keys()])}`;
    return [[['files', path, 'from'], `files.${path}: ${message}`]];
  });

function channelMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  const packages = whole('packages') ? written.packages : undefined;
  return (written.channels ?? []).flatMap((channel, index) =>
    channelProblem(channel, packages).map((message): Mistake => [['channels', index], message]),
  );
}

/** @param packages undefined when they are not known */
function channelProblem(channel: string, packages: readonly string[] | undefined): readonly string[] {
  try {
    const template = channelTemplate(channel);
    if (template.kind === 'tag' || packages === undefined || packages.includes(template.package)) return [];
    return [`channels: ${none('package', template.package, packages)}`];
  } catch (error) {
    if (error instanceof Rejection) return [error.message];
    throw error;
  }
}

function testMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  if (!whole('tests')) return [];
  const specs = testSpecs(written.tests ?? []);
  const names = specs.map(({ name }) => name);
  const doubled = names.filter((name, index) => names.indexOf(name) !== index);
  const needsRun = specs.some(({ rung }) => rung !== 'structure') && whole('run') && written.run === undefined;
  return [
    ...patternMistakes(specs),
    ...doubled.map((name): Mistake => [['tests'], `tests: two tests are named "${name}"`]),
    ...(needsRun ? [[['tests'], 'tests: boot and probe need run.entrypoint'] as const] : []),
    ...(written.policy?.waive ?? []).flatMap(({ test }, index): readonly Mistake[] =>
      names.includes(test) ? [] : [[['policy', 'waive', index], `policy.waive: ${none('test', test, names)}`]],
    ),
  ];
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

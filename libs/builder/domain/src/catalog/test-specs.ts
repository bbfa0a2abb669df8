import type { ProbeTest, TestSpec } from '@quench/contracts';
import type { WrittenTest } from './written-definition.js';

/** Of a boot that does not say it. */
export const BOOT_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 30_000;
const ALIVE_MS = 1_000;

/** The tests of a definition, each with a name. `structure` is always asked. */
export function testSpecs(written: readonly WrittenTest[]): readonly TestSpec[] {
  const specs = written.map(spec);
  const all: readonly TestSpec[] = specs.some(({ rung }) => rung === 'structure')
    ? specs
    : [{ rung: 'structure', name: 'structure', packages: [] }, ...specs];
  return all.map((test, index) => ({ ...test, name: test.name === '' ? numbered(all, index) : test.name }));
}

const numbered = (all: readonly TestSpec[], index: number): string => {
  const rung = all[index]?.rung ?? 'structure';
  const before = all.slice(0, index).filter((test) => test.rung === rung).length;
  return before === 0 ? rung : `${rung}-${String(before + 1)}`;
};

function spec({ structure = {}, boot, probe }: WrittenTest): TestSpec {
  if (boot !== undefined) return bootSpec(boot);
  if (probe !== undefined) return probeSpec(probe);
  return { rung: 'structure', ...named(structure), ...given({ maxBytes: structure.maxBytes }) };
}

const named = ({ name = '', packages = [] }: { readonly name?: string; readonly packages?: readonly string[] }) => ({
  name,
  packages,
});

/** Without what is undefined. */
const given = <T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

function bootSpec(boot: NonNullable<WrittenTest['boot']>): TestSpec {
  const { prepare, args, timeoutMs = BOOT_TIMEOUT_MS, expect = {} } = boot;
  const alive = expect.exit === undefined ? { aliveMs: expect.aliveMs ?? ALIVE_MS } : {};
  return { rung: 'boot', ...named(boot), ...given({ prepare, args }), expect: { ...expect, ...alive }, timeoutMs };
}

function probeSpec(probe: NonNullable<WrittenTest['probe']>): TestSpec {
  const { prepare, args, timeoutMs = PROBE_TIMEOUT_MS } = probe;
  return { rung: 'probe', ...named(probe), ...given({ prepare, args }), probe: question(probe), timeoutMs };
}

function question(probe: NonNullable<WrittenTest['probe']>): ProbeTest['probe'] {
  const { http, exec = [], expect = {} } = probe;
  return http === undefined
    ? { kind: 'exec', argv: exec, exit: expect.exit ?? 0, ...given({ output: expect.output }) }
    : { kind: 'http', url: http, status: expect.status ?? 200, ...given({ body: expect.body }) };
}

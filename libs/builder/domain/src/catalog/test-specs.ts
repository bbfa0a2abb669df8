import type { TestSpec } from '@quench/contracts';
import type { WrittenTest } from './written-definition.js';

const BOOT_TIMEOUT_MS = 30_000;
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

function spec({ structure, boot, probe }: WrittenTest): TestSpec {
  if (boot !== undefined) {
    const { name = '', packages = [], args, timeoutMs = BOOT_TIMEOUT_MS, expect = {} } = boot;
    const alive = expect.exit === undefined ? { aliveMs: expect.aliveMs ?? ALIVE_MS } : {};
    return { rung: 'boot', name, packages, ...(args && { args }), expect: { ...expect, ...alive }, timeoutMs };
  }
  if (probe !== undefined) {
    const { name = '', packages = [], args, timeoutMs = PROBE_TIMEOUT_MS } = probe;
    return { rung: 'probe', name, packages, ...(args && { args }), probe: question(probe), timeoutMs };
  }
  const { name = '', packages = [], maxBytes } = structure ?? {};
  return { rung: 'structure', name, packages, ...(maxBytes !== undefined && { maxBytes }) };
}

function question(probe: NonNullable<WrittenTest['probe']>): Extract<TestSpec, { rung: 'probe' }>['probe'] {
  const { http, exec = [], expect = {} } = probe;
  return http === undefined
    ? {
        kind: 'exec',
        argv: exec,
        exit: expect.exit ?? 0,
        ...(expect.output !== undefined && { output: expect.output }),
      }
    : {
        kind: 'http',
        url: http,
        status: expect.status ?? 200,
        ...(expect.body !== undefined && { body: expect.body }),
      };
}

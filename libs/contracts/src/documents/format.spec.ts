import { describe, expect, it } from '@jest/globals';
import type { ImageDefinition, TestSpec } from './definition.js';
import { definitionFormat, newerFormat, planFormat, policyFormat } from './format.js';

const settings = {
  ...{ packages: ['nodejs'], files: {}, env: {}, workdir: '/', channels: ['latest'], tests: [] },
  run: { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' },
};
const definition: ImageDefinition = {
  ...{ image: 'nodejs', summary: 'Node', distribution: { release: 'debian/trixie', pockets: [] }, platforms: [] },
  ...{ ...settings, accounts: [], volumes: [], labels: {}, policy: { waive: [] } },
};

const boots: TestSpec = { name: 'boots', rung: 'boot', packages: [], expect: {}, timeoutMs: 1 };
const prepared: TestSpec = { ...boots, prepare: ['/usr/bin/fill'] };

describe('the format of a document rises with the words that it has', () => {
  it('of a definition', () => {
    const line = { versionStream: '22', variant: 'prod', ...settings };
    expect(definitionFormat({ ...definition, lines: [line] })).toEqual({});
    const place = { path: '/a', name: 'node', packages: {}, version: '22', from: '.' };
    expect(definitionFormat({ ...definition, lines: [{ ...line, places: [place] }] })).toEqual({ format: 2 });
    expect(definitionFormat({ ...definition, projects: [] })).toEqual({ format: 2 });
    const rules = { hold: [], pass: [], cooldownMs: 0, freeze: [], decideWithinMs: 0, inherited: [] };
    expect(definitionFormat({ ...definition, policy: { waive: [], updates: rules } })).toEqual({ format: 2 });
    const brings = { ...rules, hold: [{ kind: 'brings', what: 'setuid' }] } as const;
    expect(definitionFormat({ ...definition, policy: { waive: [], updates: brings } })).toEqual({ format: 3 });
    const { distribution } = definition;
    expect(definitionFormat({ ...definition, lines: [{ ...line, distribution }] })).toEqual({ format: 3 });
    expect(definitionFormat({ ...definition, trust: [] })).toEqual({ format: 3 });
    expect(definitionFormat({ ...definition, lines: [{ ...line, platforms: [] }] })).toEqual({ format: 4 });
    expect(definitionFormat({ ...definition, trust: [], tests: [prepared] })).toEqual({ format: 4 });
  });

  it('of a plan', () => {
    const asked = [[], [boots], [boots, prepared]] as const;
    expect(asked.map(planFormat)).toEqual([1, 1, 2]);
  });

  it('of a policy', () => {
    const waiver = { test: 'boots', reason: 'it is slow' };
    expect([[], [waiver]].map(policyFormat)).toEqual([1, 1]);
    expect(policyFormat([waiver, { ...waiver, platform: 'linux/arm64' }])).toBe(2);
    expect(policyFormat([{ ...waiver, outcome: 'not-run' }])).toBe(2);
  });
});

it('what has none is read by all, and a newer one by newer versions', () => {
  expect([newerFormat({}, 1), newerFormat({ format: 2 }, 2)]).toEqual([undefined, undefined]);
  expect(newerFormat({ format: 3 }, 2)).toBe('it has format 3, and this version reads up to 2');
});

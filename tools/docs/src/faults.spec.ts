import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { faultTable } from './fault-table.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { groups, protections } = faultTable(root);
const faults = groups.flatMap((group) => group.faults);

const source = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');

describe('the table of faults', () => {
  it('names only tests that there are', () => {
    const gone = faults
      .flatMap(({ shownBy }) => shownBy)
      .filter(({ spec, test }) => !source(spec).includes(test))
      .map(({ spec, test }) => `${spec}: ${test}`);
    expect(gone).toEqual([]);
  });

  it('knows which tests are of the long form only', () => {
    const wrong = faults
      .flatMap(({ shownBy }) => shownBy)
      .filter(({ spec, test, tier }) => (tier === '--faults') !== source(spec).includes(`whenLong('${test}`))
      .map(({ spec, test }) => `${spec}: ${test}`);
    expect(wrong).toEqual([]);
  });

  it('shows every fault, or says why there is nothing to inject', () => {
    const bare = faults.filter(({ shownBy, notShown }) => shownBy.length === 0 && notShown === undefined);
    expect(bare.map(({ fault }) => fault)).toEqual([]);
  });

  it('has each fault once', () => {
    const names = faults.map(({ fault }) => fault);
    expect([...new Set(names)]).toEqual(names);
  });

  it('knows every protection that can be taken away', () => {
    const patches = readdirSync(join(root, 'tools/faults')).filter((name) => name.endsWith('.patch'));
    expect(Object.keys(protections)).toEqual(patches.map((name) => name.slice(0, -'.patch'.length)).sort());
  });
});

import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkout } from '../cli/places.js';
import { readCatalogFolder } from './catalog-folder.js';

describe('the catalog that comes with Quench', () => {
  it('waives no test', async () => {
    const { definitions } = await readCatalogFolder(join(checkout, 'catalog'));
    const waivers = [...definitions].flatMap(([file, text]) => {
      const { policy } = parse(text) as { policy?: { waive?: readonly object[] } };
      return (policy?.waive ?? []).map((waiver) => ({ file, waiver }));
    });
    expect(definitions.size).toBeGreaterThanOrEqual(7);
    expect(waivers).toEqual([]);
  });
});

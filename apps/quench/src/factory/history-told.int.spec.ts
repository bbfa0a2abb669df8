import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { History } from '@quench/historian-feature';
import { readConfiguration } from '@quench/platform/configuration';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { RecordingLog } from '@quench/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyFolder } from './apply-folder.js';
import { Configuration } from './configuration.js';
import type { Factory } from './factory.js';
import { openFactory } from './open-factory.js';

const HANG_MS = 120_000;
let data: string;
let factory: Factory;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-told-'));
  const configuration = await readConfiguration(Configuration, undefined);
  factory = await openFactory({ data, databaseUrl: undefined }, configuration, new RecordingLog());
}, HANG_MS);
afterAll(async () => {
  await factory.close();
  await stopPostgres({ data });
  await rm(data, { recursive: true });
}, HANG_MS);

/** Offers a folder that is refused for a reason of its own: no archive is asked. */
async function offer(mistake: string): Promise<void> {
  const folder = join(data, 'catalog');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'one.yaml'), `${mistake}: 1`);
  await applyFolder(factory, folder, { retire: [], offered: 'kept' });
}

it(
  'tells of what happened right before, while all services work',
  async () => {
    const { signal } = new AbortController();
    await factory.run();
    for (const [index, mistake] of ['one', 'two', 'three', 'four', 'five'].entries()) {
      await offer(mistake);
      await factory.historyTold(signal);
      const told = await factory.query('historian', new History('builder.catalog'));
      expect(told.filter(({ type }) => type === 'builder.CatalogRefused.v1')).toHaveLength(index + 1);
    }
  },
  HANG_MS,
);

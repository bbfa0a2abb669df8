import { expect, it } from '@jest/globals';
import { eventually, RecordingLog } from '@quench/testing';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { DataDirectory, tryLock } from '@quench/platform/data-directory';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '@quench/platform/configuration';
import { Configuration } from './configuration.js';
import { openFactory } from './open-factory.js';

it('leaves nothing open when a later step of the opening fails', async () => {
  const data = await mkdtemp(join(tmpdir(), 'quench-open-'));
  try {
    await mkdir(join(data, 'keys'), { mode: 0o700 });
    await writeFile(join(data, 'keys', 'tester.key'), 'seen by all');
    await chmod(join(data, 'keys', 'tester.key'), 0o644);
    const place = { data, databaseUrl: undefined };
    const opened = openFactory(place, await readConfiguration(Configuration, undefined), new RecordingLog());
    await expect(opened).rejects.toMatchObject({ code: 'key-file-exposed' });
    const users = (await DataDirectory.open(data)).lockFile('database-users');
    await eventually('nobody uses the database', async () => {
      const lock = await tryLock(users, 'exclusive');
      lock?.release();
      return lock !== undefined;
    });
  } finally {
    await stopPostgres({ data });
    await rm(data, { recursive: true });
  }
}, 120_000);

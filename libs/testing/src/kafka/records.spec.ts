import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeTopic } from './records.js';

interface Queue {
  readonly pending: unknown[];
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('a client of specs arms no timer on a connection that waits for nothing', async () => {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, 'secret');
  await expect(makeTopic({ brokers: [], user: 'spec', passwordFile }, 'any')).rejects.toThrow(/brokers/);
  const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (o: object) => Queue;
  const queue = new RequestQueue({ requestTimeout: 1_000, clientId: 'spec', broker: 'none', logger: {} });
  queue.scheduleCheckPendingRequests();
  const armed = queue.throttleCheckTimeoutId ?? undefined;
  clearTimeout(armed);
  expect(armed).toBeUndefined();
  queue.pending.push({});
  queue.scheduleCheckPendingRequests();
  const asked = queue.throttleCheckTimeoutId ?? undefined;
  clearTimeout(asked);
  expect(asked).toBeDefined();
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfiguration } from '@quench/platform/configuration';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { eventually, RecordingLog } from '@quench/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { applyFolder } from './apply-folder.js';
import { Configuration } from './configuration.js';
import type { Factory } from './factory.js';
import { openFactory } from './open-factory.js';

const HANG_MS = 180_000;
const HOOK = 'QUENCH_TEST_TOLD_HOOK';
const SUBSCRIBED = `notifications:
  - name: refusals
    events: ['builder.CatalogRefused']
    to: { chat: { urlEnv: ${HOOK} } }
`;

let data: string;
let receiver: Server;
const heard: string[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-notices-'));
  await writeFile(join(data, 'quench.yaml'), SUBSCRIBED);
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(String((JSON.parse(body) as { readonly text: unknown }).text));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
}, HANG_MS);
afterAll(async () => {
  Reflect.deleteProperty(process.env, HOOK);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await stopPostgres({ data });
  await rm(data, { recursive: true });
}, HANG_MS);

async function withFactory(configuration: string | undefined, use: (factory: Factory) => Promise<void>): Promise<void> {
  const place = { data, databaseUrl: undefined };
  const factory = await openFactory(place, await readConfiguration(Configuration, configuration), new RecordingLog());
  try {
    await use(factory);
  } finally {
    await factory.close();
  }
}

/** Runs all services while a folder is offered that is refused for a reason of its own: no archive is asked. */
const offer = (configuration: string | undefined, mistake: string): Promise<void> =>
  withFactory(configuration, async (factory) => {
    await factory.run();
    const folder = join(data, 'catalog');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'one.yaml'), `${mistake}: 1`);
    await applyFolder(factory, folder, { retire: [], offered: 'kept' });
    await factory.converge(new AbortController().signal);
  });

it(
  'somebody outside is told what happens from when the subscription is there, once, also over restarts',
  async () => {
    const configuration = join(data, 'quench.yaml');
    await offer(undefined, 'before');
    await withFactory(configuration, async (factory) => {
      const message: unknown = expect.stringContaining(HOOK);
      await expect(factory.run()).rejects.toMatchObject({ code: 'configuration-invalid', message });
    });
    const address = receiver.address();
    process.env[HOOK] = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/hidden`;
    await offer(configuration, 'first');
    await eventually('the first is told', async () => heard.length > 0);
    await offer(configuration, 'second');
    await eventually('the second is told', async () => heard.length > 1);
    expect(heard).toEqual([
      expect.stringMatching(/a catalog was refused: .*"first"/),
      expect.stringMatching(/a catalog was refused: .*"second"/),
    ]);
    await withFactory(undefined, async (factory) => {
      const rows = await (await factory.queue('historian')).list({ kinds: ['notice'], limit: 10 });
      expect(rows).toMatchObject([{ state: 'done' }, { state: 'done' }]);
      expect(JSON.stringify(rows)).not.toContain('hidden');
    });
  },
  HANG_MS,
);

import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSigner, publishKey } from '../signing/index.js';
import type { ServiceProgram } from './open-service.js';
import { runService } from './run-service.js';
import { ServiceConfiguration, SERVICES } from './service-configuration.js';

const program: ServiceProgram = {
  definition: { name: 'builder', migrations: [], readModels: [], providers: [] } as never,
  configuration: ServiceConfiguration,
  version: '0.0.0',
  parts: () => Promise.reject(new Error('it has not come so far')),
};

interface Said {
  readonly exit: number;
  readonly lines: readonly unknown[];
}

async function said(argv: readonly string[]): Promise<Said> {
  const lines: string[] = [];
  const exit = await runService(program, argv, (line) => lines.push(line));
  return { exit, lines: lines.map((line): unknown => JSON.parse(line)) };
}

const failed = { event: 'service-failed', level: 'error', service: 'builder' };

it.each([
  [['--port', 'abc'], 'and not "abc"'],
  [['--nothing'], "'--nothing'"],
])('says in one line why it does not begin with %j', async (argv, why) => {
  const code = 'command-line-malformed';
  const line = expect.objectContaining({ ...failed, code, reason: expect.stringContaining(why) });
  expect(await said(argv)).toEqual({ exit: 2, lines: [line] });
});

describe('a service that', () => {
  let folder: string;
  let config: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quench-service-'));
    config = join(folder, 'builder.yaml');
    const [key, publicKeys, secret] = [join(folder, 'keys'), join(folder, 'public'), join(folder, 'secret')];
    for (const service of SERVICES) {
      const { publicKey } = await FileSigner.open({ folder: key, service });
      await publishKey(publicKeys, publicKey);
    }
    await writeFile(secret, 'secret');
    await writeFile(
      config,
      JSON.stringify({
        data: join(folder, 'data'),
        keyFile: join(key, 'builder.key'),
        publicKeys,
        tokenFile: secret,
        // Nobody listens there.
        database: { host: '127.0.0.1', port: 1, name: 'quench', rolePasswordFile: secret },
        kafka: { brokers: ['127.0.0.1:1'] },
        feeds: [],
      }),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has no configuration ends as a command that was wrong', async () => {
    const { exit, lines } = await said(['--config', join(folder, 'none.yaml')]);
    expect(lines).toEqual([expect.objectContaining({ ...failed, code: 'configuration-invalid' })]);
    expect(exit).toBe(2);
  });

  it('does not reach its database ends as one that the world was in the way of, and says which', async () => {
    const { exit, lines } = await said(['--config', config]);
    const reason = expect.stringMatching(/^The PostgreSQL at 127\.0\.0\.1:1 .*\(database\.host, database\.port\)/);
    expect(lines).toEqual([expect.objectContaining({ ...failed, code: 'database-unavailable', reason })]);
    expect(exit).toBe(3);
  });

  it('finds another key in place of its own ends as one whose claims disagree', async () => {
    await copyFile(join(folder, 'public', 'tester.pub'), join(folder, 'public', 'builder.pub'));
    const { exit, lines } = await said(['--config', config]);
    expect(lines).toEqual([expect.objectContaining({ ...failed, code: 'key-halves-differ' })]);
    expect(exit).toBe(4);
  });

  it('does not find the key of another says where it has to be put', async () => {
    await rm(join(folder, 'public', 'tester.pub'));
    const { exit, lines } = await said(['--config', config]);
    const reason = expect.stringMatching(/no public key of tester .*copy it there as tester\.pub/);
    expect(lines).toEqual([expect.objectContaining({ ...failed, code: 'key-missing', reason })]);
    expect(exit).toBe(2);
  });
});

it('says in one line what nobody thought of, and where it came from', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quench-service-'));
  const config = join(folder, 'builder.yaml');
  await FileSigner.open({ folder, service: 'builder' });
  const publicKeys = join(folder, 'public');
  // A file where a folder of keys is expected.
  await writeFile(publicKeys, '');
  await writeFile(
    config,
    JSON.stringify({
      data: join(folder, 'data'),
      keyFile: join(folder, 'builder.key'),
      publicKeys,
      tokenFile: 'token',
      database: { host: '127.0.0.1', port: 1, name: 'quench', rolePasswordFile: 'role' },
      kafka: { brokers: ['127.0.0.1:1'] },
      feeds: [],
    }),
  );
  const line = expect.objectContaining({
    ...failed,
    instance: 'builder.7',
    code: 'unexpected-error',
    reason: expect.stringContaining('ENOTDIR'),
    stack: expect.stringContaining('\n    at '),
  });
  expect(await said(['--config', config, '--instance', 'builder.7'])).toEqual({ exit: 70, lines: [line] });
  await rm(folder, { recursive: true });
});

import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceProgram } from './open-service.js';
import { runService } from './run-service.js';
import { ServiceConfiguration } from './service-configuration.js';

const program: ServiceProgram = {
  definition: { name: 'builder', migrations: [], readModels: [], providers: [] } as never,
  configuration: ServiceConfiguration,
  version: '0.0.0',
  parts: () => Promise.reject(new Error('it has not come so far')),
};

async function said(argv: readonly string[]): Promise<readonly unknown[]> {
  const lines: string[] = [];
  const code = await runService(program, argv, (line) => lines.push(line));
  expect(code).toBe(1);
  return lines.map((line): unknown => JSON.parse(line));
}

const failed = { event: 'service-failed', level: 'error', service: 'builder' };

it.each([
  [['--port', 'abc'], 'and not "abc"'],
  [['--nothing'], "'--nothing'"],
])('says in one line why it does not begin with %j', async (argv, why) => {
  const code = 'command-line-malformed';
  expect(await said(argv)).toEqual([
    expect.objectContaining({ ...failed, code, reason: expect.stringContaining(why) }),
  ]);
});

it('says in one line what nobody thought of, and where it came from', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quench-service-'));
  const config = join(folder, 'builder.yaml');
  await writeFile(
    config,
    JSON.stringify({
      data: join(folder, 'data'),
      keyFile: folder,
      publicKeys: 'keys',
      tokenFile: 'token',
      database: { host: '127.0.0.1', port: 1, name: 'quench', rolePasswordFile: 'role' },
      kafka: { brokers: ['127.0.0.1:1'] },
      feeds: [],
    }),
  );
  expect(await said(['--config', config, '--instance', 'builder.7'])).toEqual([
    expect.objectContaining({
      ...failed,
      instance: 'builder.7',
      code: 'unexpected-error',
      reason: expect.stringContaining('EISDIR'),
      stack: expect.stringContaining('\n    at '),
    }),
  ]);
  await rm(folder, { recursive: true });
});

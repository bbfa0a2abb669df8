import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Registry } from '@quench/plugin-sdk';
import { InMemoryContentStore } from '@quench/testing';
import { PluginHost } from './index.js';

const VARIABLE = 'QUENCH_SPEC_TOKEN';

describe('what a registry is asked with', () => {
  let folder: string;
  let servers: readonly Server[];
  /** Path and header of every request, to both servers. */
  let asked: (readonly [path: string, shown: string | undefined])[];
  let bases: readonly string[];
  let redirect: string | undefined;
  const hosts: PluginHost[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    asked = [];
    redirect = undefined;
    servers = ['a', 'b'].map((name) =>
      createServer((request, response) => {
        asked.push([`${name}${request.url ?? ''}`, request.headers.authorization]);
        if (redirect !== undefined && asked.length === 1) response.writeHead(302, { location: redirect });
        response.end('x');
      }),
    );
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    bases = servers.map((server) => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  });

  afterEach(async () => {
    delete process.env['QUENCH_SPEC_TOKEN'];
    await Promise.all(hosts.splice(0).map((host) => host.close()));
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true });
  });

  const hostOf = (...registries: readonly Registry[]): PluginHost => {
    const host = new PluginHost({
      registries,
      content: new InMemoryContentStore(),
      cacheDirectory: undefined,
      retry: { attempts: 1, delayMs: 1, maxWaitMs: 1 },
      limits: { idleMs: 2_000, timeoutMs: 5_000 },
    });
    hosts.push(host);
    return host;
  };
  const base = (at: 0 | 1, path = ''): string => (bases[at] ?? '') + path;
  const inVariable: Registry['credential'] = { scheme: 'Bearer', secret: { variable: VARIABLE } };
  const get = (host: PluginHost, url: string): Promise<unknown> => host.get(url, { maxBytes: 9 });

  it('is a secret of the environment, below that base only', async () => {
    process.env[VARIABLE] = 's3cret';
    const host = hostOf(
      { base: base(0, 'private/'), details: {}, credential: inVariable },
      { base: base(0), details: {} },
      { base: base(1), details: {} },
    );
    for (const url of [base(0, 'private/x'), base(0, 'x'), base(0, 'privately'), base(1, 'private/x')]) {
      await get(host, url);
    }
    expect(asked).toEqual([
      ['a/private/x', 'Bearer s3cret'],
      ['a/x', undefined],
      ['a/privately', undefined],
      ['b/private/x', undefined],
    ]);
  });

  it('is not shown where a redirect leads', async () => {
    process.env[VARIABLE] = 's3cret';
    const host = hostOf({ base: base(0), details: {}, credential: inVariable }, { base: base(1), details: {} });
    redirect = base(1, 'y');
    await get(host, base(0, 'x'));
    expect(asked).toEqual([
      ['a/x', 'Bearer s3cret'],
      ['b/y', undefined],
    ]);
  });

  it.each([
    ['t0ken', 't0ken'],
    [' "t0ken" ', 't0ken'],
    ["'t0ken'", 't0ken'],
  ])('is the rest of a line of a file, read when it is needed: %j', async (written, read) => {
    const file = join(folder, 'rc');
    const secret = { file, after: '//a/:_auth =' };
    const host = hostOf({ base: base(0), details: {}, credential: { scheme: 'Basic', secret } });
    await writeFile(file, `x=y\n  //a/:_auth = old\n//a/:_auth =${written}\n//b/:_auth=other\n`);
    await get(host, base(0, 'x'));
    expect(asked).toEqual([['a/x', `Basic ${read}`]]);
  });

  it.each(['', 'two words', 'a\r\nX: y'])('is never a secret that is none: %j', async (text) => {
    process.env[VARIABLE] = text;
    const host = hostOf({ base: base(0), details: {}, credential: inVariable });
    const refused = await get(host, base(0, 'x')).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'registry-secret-missing', message: expect.stringContaining(VARIABLE) });
    if (text !== '') expect(String(refused)).not.toContain(text);
    expect(asked).toEqual([]);
  });

  it('is missing with the file that should hold it', async () => {
    const secret = { file: join(folder, 'gone'), after: '//a/:_authToken=' };
    const host = hostOf({ base: base(0), details: {}, credential: { scheme: 'Bearer', secret } });
    await expect(get(host, base(0, 'x'))).rejects.toMatchObject({ code: 'registry-secret-missing' });
  });
});

import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { glob, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { Checksum } from '@quench/plugin-sdk';
import { InMemoryContentStore } from '@quench/testing';
import { PluginHost } from './index.js';

const RETRY = { attempts: 2, delayMs: 1, maxWaitMs: 2_500 };
const LIMITS = { idleMs: 300, timeoutMs: 2_000 };

describe('the host of a plugin', () => {
  let folder: string;
  let server: Server;
  let answer: RequestListener;
  let asked: string[];
  let base: string;
  let content: InMemoryContentStore;
  let host: PluginHost;

  const hostOf = (...bases: string[]): PluginHost =>
    new PluginHost({
      registries: bases.map((each) => ({ base: each, details: {} })),
      content,
      cacheDirectory: join(folder, 'derived'),
      retry: RETRY,
      limits: LIMITS,
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plugin-host-'));
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool/`;
    content = new InMemoryContentStore();
    host = hostOf(base);
  });

  afterEach(async () => {
    await host.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const get = (path = 'a', maxBytes = 100): Promise<string | undefined> =>
    host
      .get(base + path, { maxBytes })
      .then((bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString()));
  const status =
    (code: number, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) => {
      response.writeHead(code, headers);
      response.end();
    };
  const text =
    (body: string): RequestListener =>
    (_request, response) => {
      response.end(body);
    };

  it('gets a body', async () => {
    answer = text('hello');
    expect(await get()).toBe('hello');
  });

  it.each([404, 410])('answers undefined for %d', async (code) => {
    answer = status(code);
    expect(await get()).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('tries again after a failure, then says that the registry is unreachable', async () => {
    answer = status(500);
    await expect(get()).rejects.toMatchObject({ name: 'TransientFault', code: 'registry-unreachable' });
    expect(asked).toHaveLength(RETRY.attempts);
  });

  it('takes the answer of a later attempt', async () => {
    answer = (request, response) => (asked.length === 1 ? status(502) : text('late'))(request, response);
    expect(await get()).toBe('late');
  });

  it.each([429, 503])('does not wait for longer than a caller would, and says how long: %d', async (code) => {
    answer = status(code, { 'retry-after': '7' });
    await expect(get()).rejects.toMatchObject({ code: 'registry-throttled', retryAfterMs: 7000 });
    expect(asked).toHaveLength(1);
  });

  it('gives up on silence', async () => {
    answer = (_request, response) => void response.writeHead(200, { 'content-length': '5' }).write('h');
    await expect(get()).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  it('gives up on a cut body', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '5' });
      response.write('h', () => response.destroy());
    };
    await expect(get()).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  it('says that a registry is unreachable where nobody listens', async () => {
    const gone = 'http://127.0.0.1:1/';
    const other = hostOf(gone);
    await expect(other.get(`${gone}x`, { maxBytes: 1 })).rejects.toMatchObject({ code: 'registry-unreachable' });
    await other.close();
  });

  it.each(['announced', 'streamed'])('stops a body that is too large, %s', async (how) => {
    answer = (_request, response) => {
      if (how === 'announced') response.setHeader('content-length', 101);
      response.write('x'.repeat(50));
      response.end('x'.repeat(51));
    };
    await expect(get()).rejects.toMatchObject({ name: 'IntegrityFault', code: 'response-too-large' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    'http://127.0.0.1:9/pool/a',
    'http://archive.example/pool/a',
    'file:///etc/passwd',
    'not a url',
    'BASE../secret',
    'BASE%2e%2e%2fsecret',
    'BASE..%2fsecret',
    'http://user:pw@HOST/pool/a',
  ])('fetches nothing outside its bases: %s', async (url) => {
    answer = text('secret');
    const target = url.replace('BASE', base).replace('HOST', new URL(base).host);
    await expect(async () => host.get(target, { maxBytes: 9 })).rejects.toMatchObject({ code: 'origin-not-allowed' });
    expect(asked).toEqual([]);
  });

  it('follows redirects below its bases', async () => {
    answer = (request, response) =>
      (request.url === '/pool/a' ? status(302, { location: 'b/c' }) : text('moved'))(request, response);
    expect(await get()).toBe('moved');
    expect(asked).toEqual(['/pool/a', '/pool/b/c']);
  });

  it.each(['/secret', 'http://169.254.169.254/latest', 'file:///etc/passwd'])(
    'refuses a redirect to %s',
    async (location) => {
      answer = status(302, { location });
      await expect(get()).rejects.toMatchObject({ name: 'Rejection', code: 'origin-not-allowed' });
      expect(asked).toEqual(['/pool/a']);
    },
  );

  it('ends a circle of redirects', async () => {
    answer = status(302, { location: 'a' });
    await expect(get()).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  it('asks for eight things at a time', async () => {
    let running = 0;
    let most = 0;
    answer = (_request, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        response.end('x');
      }, 5);
    };
    await Promise.all(Array.from({ length: 40 }, (_, at) => get(String(at))));
    expect(most).toBe(8);
  });

  describe('storing', () => {
    const bytes = 'content';
    const digest = sha256(bytes);
    const artifact = { checksums: [digest], maxBytes: bytes.length } as const;
    const sum = (algorithm: 'sha1' | 'sha512', of = bytes): Checksum =>
      `${algorithm}:${createHash(algorithm).update(of).digest('hex')}`;

    it('keeps what has the digest, and does not fetch it twice', async () => {
      answer = text(bytes);
      expect(await host.store({ url: `${base}a`, ...artifact })).toEqual({ digest, size: 7 });
      await host.store({ url: `${base}a`, ...artifact });
      expect(asked).toHaveLength(1);
    });

    it('refuses other bytes', async () => {
      answer = text('c0ntent');
      await expect(host.store({ url: `${base}a`, ...artifact })).rejects.toMatchObject({ code: 'digest-mismatch' });
      expect(await content.stat(digest)).toBeUndefined();
      expect(asked).toHaveLength(1);
    });

    it('refuses more bytes', async () => {
      answer = text(`${bytes}!`);
      await expect(host.store({ url: `${base}a`, ...artifact })).rejects.toMatchObject({ code: 'response-too-large' });
    });

    it('checks every checksum, and finds again what is held by any', async () => {
      answer = text(bytes);
      const sums = { url: `${base}a`, checksums: [sum('sha512'), sum('sha1')], maxBytes: 9 } as const;
      expect(await host.store(sums)).toEqual({ digest, size: 7 });
      expect(await host.store(sums)).toEqual({ digest, size: 7 });
      expect(asked).toHaveLength(1);
      for (const wrong of [sum('sha1', 'x'), sum('sha512', 'x')]) {
        const asWell = { ...sums, checksums: [digest, wrong] } as const;
        await expect(host.store(asWell)).rejects.toMatchObject({ code: 'digest-mismatch' });
        const first = { ...sums, checksums: [wrong, sum('sha512')] } as const;
        await expect(host.store(first)).rejects.toMatchObject({ code: 'digest-mismatch' });
      }
    });

    it('keeps nothing of what has another checksum, and believes no note of what is held', async () => {
      answer = text('other');
      const sums = { url: `${base}a`, checksums: [sum('sha512')], maxBytes: 9 } as const;
      await expect(host.store(sums)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'digest-mismatch' });
      expect(await content.stat(sha256('other'))).toBeUndefined();
      answer = text(bytes);
      await host.store(sums);
      const planted = await host.keep(Buffer.from('planted'));
      for await (const note of glob(join(folder, 'derived/held/*/*'))) await writeFile(note, planted.digest);
      expect(await host.store(sums)).toEqual({ digest, size: 7 });
      expect(asked).toHaveLength(3);
    });

    it('refuses a checksum of an unknown algorithm', async () => {
      answer = text(bytes);
      const sums = { url: `${base}a`, checksums: ['md5:00' as Checksum], maxBytes: 9 } as const;
      await expect(host.store(sums)).rejects.toMatchObject({ code: 'malformed-digest' });
    });

    it('answers undefined for what is not there', async () => {
      answer = status(404);
      expect(await host.store({ url: `${base}a`, ...artifact })).toBeUndefined();
    });
  });

  describe('with a file: base', () => {
    it('reads below it, and follows no link out of it', async () => {
      const root = await mkdtemp(join(folder, 'mirror-'));
      await writeFile(join(root, 'a'), 'local');
      await writeFile(join(folder, 'secret'), 'secret');
      await symlink(join(folder, 'secret'), join(root, 'out'));
      await symlink(root, join(folder, 'linked'));
      const url = pathToFileURL(join(folder, 'linked/')).href;
      const local = hostOf(url);
      expect(Buffer.from((await local.get(`${url}a`, { maxBytes: 9 })) ?? []).toString()).toBe('local');
      expect(await local.get(`${url}gone`, { maxBytes: 9 })).toBeUndefined();
      await expect(local.get(`${url}out`, { maxBytes: 9 })).rejects.toMatchObject({ code: 'origin-not-allowed' });
      await expect(local.get(`${url}a`, { maxBytes: 4 })).rejects.toMatchObject({ code: 'response-too-large' });
      await local.close();
    });
  });
  describe('behind a proxy', () => {
    const before = process.env['http_proxy'];
    afterEach(() => {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    });

    it('asks the proxy for names that it cannot resolve itself', async () => {
      const forwarded: string[] = [];
      const proxy = createServer((request, response) => {
        forwarded.push(request.url ?? '');
        response.end('through');
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const proxied = hostOf('http://archive.example/');
      expect(Buffer.from((await proxied.get('http://archive.example/a', { maxBytes: 9 })) ?? []).toString()).toBe(
        'through',
      );
      expect(forwarded).toEqual(['http://archive.example/a']);
      await proxied.close();
      proxy.closeAllConnections();
      proxy.close();
    });
  });
});

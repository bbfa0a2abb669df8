import 'reflect-metadata';
import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import { Log } from '@quench/ports';
import { InMemoryContentStore, InMemoryPublishedContent } from '@quench/testing';
import { RegistryGateway } from './registry-gateway.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const lines: string[] = [];
class Lines extends Log {
  override info(event: string): void {
    lines.push(event);
  }
  override warn(event: string): void {
    lines.push(event);
  }
  override error(event: string): void {
    lines.push(event);
  }
}

const content = new InMemoryContentStore();
const published = new InMemoryPublishedContent(content);
const gateway = new RegistryGateway(published, new Lines());
const layer = Buffer.from('0123456789'.repeat(1_000));
const config = Buffer.from('{}');
const of = (bytes: Buffer) => ({ mediaType: 'application/x', digest: sha256(bytes), size: bytes.byteLength });
const document = (more: object) =>
  JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: of(config), layers: [of(layer)], ...more });
const image = document({});
const referrer = (artifactType: string) =>
  document({
    artifactType,
    subject: { mediaType: MANIFEST, digest: sha256(image), size: 1 },
    annotations: { a: artifactType },
  });

let base = '';
let secret: Digest;

beforeAll(async () => {
  await content.write(layer);
  await content.write(config);
  secret = (await content.write(Buffer.from('not published'))).digest;
  await published.publish('team/app', image, ['latest', '1', '1.2', '1.2.3-r1']);
  await published.publish('team/app', referrer('application/one'));
  await published.publish('team/app', referrer('application/two'));
  base = `http://${await gateway.listen(0)}`;
});
afterAll(() => gateway.close());

const get = (path: string, init: RequestInit = {}) => fetch(`${base}${path}`, init);
/** Sends the target as it is, which `fetch` would tidy up first. */
async function raw(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const sent = request(base, { path, headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { code: string; message: string }[] }).errors[0]?.code;

describe('manifests', () => {
  it('come by tag and by digest, byte for byte, with what clients need', async () => {
    for (const reference of ['latest', sha256(image)]) {
      const response = await get(`/v2/team/app/manifests/${reference}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('docker-content-digest')).toBe(sha256(image));
      expect(response.headers.get('content-type')).toBe(MANIFEST);
      expect(response.headers.get('content-length')).toBe(String(image.length));
      expect(response.headers.get('etag')).toBe(`"${sha256(image)}"`);
      expect(await response.text()).toBe(image);
    }
  });

  it('are told of without a body', async () => {
    const response = await get('/v2/team/app/manifests/latest', { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe(String(image.length));
    expect(response.headers.get('docker-content-digest')).toBe(sha256(image));
    expect(await response.text()).toBe('');
  });

  it('are not sent to who holds them', async () => {
    const response = await get('/v2/team/app/manifests/latest', { headers: { 'if-none-match': `"${sha256(image)}"` } });
    expect(response.status).toBe(304);
  });

  it('warn by a tag that there is something to say of, and only by it', async () => {
    published.warnings.set('team/app:latest', 'team/app/1 ended on 2027-04-30, use "2"');
    const warningOf = async (reference: string, init: RequestInit = {}): Promise<string | null> =>
      (await get(`/v2/team/app/manifests/${reference}`, init)).headers.get('warning');
    const said = '299 - "team/app/1 ended on 2027-04-30, use \\"2\\""';
    expect(await warningOf('latest')).toBe(said);
    expect(await warningOf('latest', { method: 'HEAD' })).toBe(said);
    expect(await warningOf('latest', { headers: { 'if-none-match': `"${sha256(image)}"` } })).toBe(said);
    expect(await warningOf(sha256(image))).toBeNull();
    published.warnings.clear();
    expect(await warningOf('latest')).toBeNull();
  });

  it('follow a tag at once when it moves', async () => {
    const next = document({ annotations: { next: 'yes' } });
    await published.publish('team/moving', image, ['latest']);
    await get('/v2/team/moving/manifests/latest');
    await published.publish('team/moving', next, ['latest']);
    const response = await get('/v2/team/moving/manifests/latest');
    expect(response.headers.get('docker-content-digest')).toBe(sha256(next));
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });
});

describe('blobs', () => {
  it('come whole', async () => {
    const response = await get(`/v2/team/app/blobs/${sha256(layer)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-content-digest')).toBe(sha256(layer));
    expect(response.headers.get('content-length')).toBe('10000');
    expect(sha256(Buffer.from(await response.arrayBuffer()))).toBe(sha256(layer));
  });

  it('come in part', async () => {
    const response = await get(`/v2/team/app/blobs/${sha256(layer)}`, { headers: { range: 'bytes=9990-' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 9990-9999/10000');
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('0123456789');
  });

  it('come whole when the part is of something else', async () => {
    const headers = { range: 'bytes=0-1', 'if-range': '"other"' };
    expect((await get(`/v2/team/app/blobs/${sha256(layer)}`, { headers })).status).toBe(200);
  });

  it('have no part beyond the end', async () => {
    const response = await get(`/v2/team/app/blobs/${sha256(layer)}`, { headers: { range: 'bytes=10000-' } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10000');
  });

  it('are told of without a body', async () => {
    const response = await get(`/v2/team/app/blobs/${sha256(layer)}`, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('10000');
    expect(response.headers.get('docker-content-digest')).toBe(sha256(layer));
  });

  it('that nobody published stay inside, also those of another repository', async () => {
    await content.write(Buffer.from('elsewhere'));
    const other = document({ layers: [of(Buffer.from('elsewhere'))] });
    await published.publish('team/other', other, ['latest']);
    for (const digest of [secret, sha256('elsewhere')]) {
      const response = await get(`/v2/team/app/blobs/${digest}`);
      expect([response.status, await codeOf(response)]).toStrictEqual([404, 'BLOB_UNKNOWN']);
    }
  });

  it('that were lost are an error of the gateway, said in its log', async () => {
    await published.publish('team/lost', document({ layers: [of(Buffer.from('lost'))] }), ['latest']);
    content.damage(await published.publish('team/lost', document({ lost: 1 }), ['bad']), Buffer.from('damaged'));
    expect((await get(`/v2/team/lost/blobs/${sha256('lost')}`)).status).toBe(404);
    expect((await get('/v2/team/lost/manifests/bad')).status).toBe(500);
    expect(lines).toContain('gateway-request-failed');
  });
});

describe('tags', () => {
  const list = async (query: string) => {
    const response = await get(`/v2/team/app/tags/list${query}`);
    return { body: (await response.json()) as { tags: string[] }, link: response.headers.get('link') };
  };

  it('are listed in order', async () => {
    expect((await list('')).body).toStrictEqual({ name: 'team/app', tags: ['1', '1.2', '1.2.3-r1', 'latest'] });
  });

  it('are paged', async () => {
    const first = await list('?n=3');
    expect(first.body.tags).toStrictEqual(['1', '1.2', '1.2.3-r1']);
    expect(first.link).toBe('</v2/team/app/tags/list?n=3&last=1.2.3-r1>; rel="next"');
    const second = await list('?n=3&last=1.2.3-r1');
    expect(second.body.tags).toStrictEqual(['latest']);
    expect(second.link).toBeNull();
    expect((await list('?n=0')).body.tags).toStrictEqual([]);
  });
});

describe('referrers', () => {
  it('are an index, filtered when asked', async () => {
    const all = await get(`/v2/team/app/referrers/${sha256(image)}`);
    expect(all.headers.get('content-type')).toBe('application/vnd.oci.image.index.v1+json');
    expect(all.headers.get('oci-filters-applied')).toBeNull();
    expect(((await all.json()) as { manifests: object[] }).manifests).toHaveLength(2);
    const one = await get(`/v2/team/app/referrers/${sha256(image)}?artifactType=application%2Fone`);
    expect(one.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(await one.json()).toStrictEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: MANIFEST,
          digest: sha256(referrer('application/one')),
          size: referrer('application/one').length,
          artifactType: 'application/one',
          annotations: { a: 'application/one' },
        },
      ],
    });
  });

  it('of what nobody refers to are none, which is no error', async () => {
    const response = await get(`/v2/team/app/referrers/${sha256('nothing')}`);
    expect(response.status).toBe(200);
    expect(((await response.json()) as { manifests: object[] }).manifests).toStrictEqual([]);
  });
});

describe('what is not served', () => {
  it.each([
    ['/v2/team/none/manifests/latest', 404, 'NAME_UNKNOWN'],
    ['/v2/team/app/manifests/none', 404, 'MANIFEST_UNKNOWN'],
    [`/v2/team/app/manifests/${sha256('none')}`, 404, 'MANIFEST_UNKNOWN'],
    [`/v2/team/app/blobs/${sha256('none')}`, 404, 'BLOB_UNKNOWN'],
    ['/v2/team/app/blobs/sha256:abc', 400, 'DIGEST_INVALID'],
    ['/v2/team/app/referrers/sha512:abc', 400, 'DIGEST_INVALID'],
    ['/v2/Team/app/manifests/latest', 400, 'NAME_INVALID'],
    ['/v2/team/app/tags/list?n=x', 400, 'UNSUPPORTED'],
    [`/v2/${'a'.repeat(256)}/manifests/latest`, 400, 'NAME_INVALID'],
    [`/v2/${'a'.repeat(3_000)}/manifests/latest`, 414, 'UNSUPPORTED'],
    ['/other', 404, 'UNSUPPORTED'],
  ])('%.60s is %i %s', async (path, status, code) => {
    const response = await get(path);
    expect([response.status, await codeOf(response)]).toStrictEqual([status, code]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s, since this registry is read-only', async (method) => {
    const response = await get('/v2/team/app/blobs/uploads/', { method });
    expect([response.status, await codeOf(response)]).toStrictEqual([405, 'UNSUPPORTED']);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  it('paths that climb, or cannot be decoded', async () => {
    expect((await raw('/v2/../../etc/passwd')).statusCode).toBe(404);
    expect((await raw('/v2/team/%2e%2e/manifests/latest')).statusCode).toBe(404);
    expect((await raw('/v2/team%ff/manifests/latest')).statusCode).toBe(400);
  });

  it('headers without end', async () => {
    expect((await raw('/v2/', { 'x-long': 'a'.repeat(20_000) })).statusCode).toBe(431);
  });
});

describe('the gateway', () => {
  it('says that it speaks the API', async () => {
    const response = await get('/v2/');
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  it('answers a manifest whose media type is no header with an error, and goes on', async () => {
    await published.publish('team/bad', document({ mediaType: `${MANIFEST}\nSet-Cookie: a=b` }), ['latest']);
    const response = await get('/v2/team/bad/manifests/latest');
    expect([response.status, await codeOf(response)]).toStrictEqual([500, 'UNKNOWN']);
    expect((await get('/v2/')).status).toBe(200);
  });

  it('closes although a client has stopped reading', async () => {
    const large = Buffer.alloc(64 * 1024 * 1024);
    await content.write(large);
    await published.publish('team/large', document({ layers: [of(large)] }), ['latest']);
    const second = new RegistryGateway(published, new Lines());
    const address = await second.listen(0);
    const sent = request(`http://${address}/v2/team/large/blobs/${sha256(large)}`, { agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const broken = once(response, 'error');
    await second.close();
    response.resume();
    expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  }, 60_000);

  it('takes the next port when one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const second = new RegistryGateway(published, new Lines());
    const address = await second.listen(port);
    expect(Number(address.split(':')[1])).toBeGreaterThan(port);
    await second.close();
    other.close();
  });
});

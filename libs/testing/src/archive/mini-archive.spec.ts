import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decompressSync as unxz } from '@napi-rs/lzma/xz';
import { readCleartextMessage, readKey, verify } from 'openpgp';
import { MiniArchive } from './index.js';

const ask = async (url: string): Promise<{ status: number; body: Buffer }> => {
  const answer = await fetch(url);
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
};

describe('a miniature archive', () => {
  let archive: MiniArchive;
  beforeAll(async () => {
    archive = await MiniArchive.start();
    await archive.publish('trixie', { put: [{ name: 'hello', version: '1:1.0-1', files: { 'usr/bin/hello': 'x' } }] });
  });
  afterAll(() => archive.close());
  const inRelease = (): string => `${archive.base()}dists/trixie/InRelease`;

  it('signs what leads by hashes to each package', async () => {
    const message = await readCleartextMessage({ cleartextMessage: (await ask(inRelease())).body.toString() });
    const verificationKeys = await readKey({ armoredKey: archive.key.publicKey });
    const { signatures, data } = await verify({ message, verificationKeys });
    await expect(signatures[0]?.verified).resolves.toBe(true);
    const hash = /([0-9a-f]{64}) +\d+ main\/binary-amd64\/Packages.xz/.exec(data)?.[1] ?? '';
    const index = await ask(`${archive.base()}dists/trixie/main/binary-amd64/by-hash/SHA256/${hash}`);
    const text = unxz(index.body).toString();
    const deb = await ask(archive.base() + (/Filename: (.*)/.exec(text)?.[1] ?? ''));
    expect(text).toContain(`SHA256: ${createHash('sha256').update(deb.body).digest('hex')}`);
  });

  it('replaces and removes packages', async () => {
    const suite = 'trixie-updates';
    await archive.publish(suite, {
      put: [
        { name: 'a', version: '1' },
        { name: 'b', version: '1' },
      ],
    });
    await archive.publish(suite, { put: [{ name: 'a', version: '2' }], remove: ['b'] });
    const index = await ask(`${archive.base()}dists/${suite}/main/binary-amd64/Packages.xz`);
    expect(
      unxz(index.body)
        .toString()
        .match(/^(Package|Version): .*/gm),
    ).toEqual(['Package: a', 'Version: 2']);
  });

  it('misbehaves when told to', async () => {
    const good = (await ask(inRelease())).body;
    archive.misbehave('forged');
    expect((await ask(inRelease())).body.equals(good)).toBe(false);
    archive.misbehave('truncated');
    expect((await ask(inRelease())).body.length).toBe(Math.floor(good.length / 2));
    archive.misbehave('throttled');
    expect((await ask(inRelease())).status).toBe(429);
    archive.misbehave('unavailable');
    expect((await ask(inRelease())).status).toBe(503);
    archive.misbehave(undefined);
    expect((await ask(inRelease())).body.equals(good)).toBe(true);
  });

  it('tells where it is, as Quench is configured', () => {
    expect(archive.configuration()).toEqual([
      expect.objectContaining({ base: archive.base(), suites: ['trixie', 'trixie-updates'] }),
    ]);
  });
});

import { expect, it } from '@jest/globals';
import type { Digest, Host, Snapshot } from '@quench/plugin-sdk';
import { lastUniverses } from './last-universes.js';

const [AMD64, ARM64] = ['linux/amd64', 'linux/arm64'];
const digestOf = (platform: string): Digest => `sha256:${(platform === AMD64 ? 'a' : 'b').repeat(64)}`;
const index = (platform: string) => ({
  ...{ path: 'Packages', platform, digest: digestOf(platform), plainDigest: digestOf(platform) },
});
const snapshot: Snapshot = {
  ...{ source: { origin: 'Test', suite: 'main' }, signed: digestOf(AMD64), date: '2026-01-01T00:00:00Z' },
  ...{ validUntil: undefined, freshness: 'checked', signedBy: [], indexes: [index(AMD64), index(ARM64)] },
};
const stanza = (name: string): Uint8Array =>
  new TextEncoder().encode(
    `Package: ${name}\nVersion: 1\nArchitecture: all\nFilename: p.deb\nSize: 1\nSHA256: ${'0'.repeat(64)}\n`,
  );

it('what was read of one platform is kept while another is asked for, and neither has packages of the other', async () => {
  const read: Digest[] = [];
  const host = {
    derive: (
      _key: string,
      [of = digestOf(AMD64)]: readonly Digest[],
      compute: (texts: readonly Uint8Array[]) => unknown,
    ) => {
      read.push(of);
      return Promise.resolve(compute([stanza(of === digestOf(AMD64) ? 'for-amd64' : 'for-arm64')]));
    },
  } as unknown as Host;
  const load = lastUniverses();
  const names: (readonly string[])[] = [];
  for (const platform of [AMD64, ARM64, AMD64]) names.push((await load(platform, [snapshot], host)).names());
  expect(names).toEqual([['for-amd64'], ['for-arm64'], ['for-amd64']]);
  expect(read).toEqual([digestOf(AMD64), digestOf(ARM64)]);
});

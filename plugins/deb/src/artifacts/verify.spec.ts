import { expect, it } from '@jest/globals';
import type { Dependency, Digest, Host, Snapshot } from '@quench/plugin-sdk';
import { paragraph } from '../resolver/test-archive.fixture.js';
import { verify } from './verify.js';

const source = { origin: 'Test', suite: 'main' };
const sha = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

/** A snapshot of one suite that names `web 1` as the file with that digest. */
const naming = (letter: string): Snapshot => ({
  ...{ source, signed: sha(letter), date: '2026-01-01T00:00:00Z', validUntil: undefined },
  ...{ freshness: 'checked', signedBy: [`signer of ${letter}`] },
  indexes: [{ path: 'Packages', platform: 'linux/amd64', digest: sha(letter), plainDigest: sha(letter) }],
});
const host = {
  derive: (
    _key: string,
    [digest = sha('0')]: readonly Digest[],
    compute: (texts: readonly Uint8Array[]) => Uint8Array,
  ) => {
    const text = paragraph('web 1', `SHA256: ${digest.replace('sha256:', '')}`);
    return Promise.resolve(compute([new TextEncoder().encode(text)]));
  },
} as unknown as Host;
const web = (letter: string): Dependency => ({
  ...{
    purl: 'pkg:deb/debian/web@1',
    name: 'web',
    version: '1',
    architecture: 'amd64',
    source: { name: 'web', version: '1' },
  },
  ...{ sha256: sha(letter), size: 1, path: 'pool/web_1.deb', from: source, requiredBy: undefined },
});

it('a snapshot vouches for a file although another names another file of that version', async () =>
  expect(await verify(web('a'), [naming('b'), naming('a')], host)).toEqual([{ kind: 'signature', by: 'signer of a' }]));

it('a file in place of which all name another is not authentic', () =>
  expect(verify(web('c'), [naming('b'), naming('a')], host)).rejects.toMatchObject({ code: 'not-authentic' }));

import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import type { Contribution, FinishInput } from '@quench/plugin-sdk';
import { bytes, text } from '../package-file/deb-host.fixture.js';
import { install } from './index.js';
import { javaTrustStore } from './java-trust-store.js';
import { sha1 } from './sha1.js';

const BUNDLE = 'etc/ssl/certs/ca-certificates.crt';
const STORE = 'etc/ssl/certs/java/cacerts';
const [one = '', two = '', three = ''] = rootCertificates;

const java: FinishInput['packages'][number] = {
  ...{ name: 'ca-certificates-java', version: '1', architecture: 'all', purl: 'pkg:deb/debian/ca-certificates-java@1' },
  ...{ source: { name: 'x', version: '1' }, sha256: 'sha256:0', size: 1, path: 'x', requiredBy: undefined },
  from: { origin: 'Debian', suite: 'trixie' },
};
const packaged = (name: string, content: string): Contribution => ({
  name: `certificate:${name}`,
  content: bytes(content),
});

/** What is made at a path; undefined where nothing is. */
function made(path: string, input: Partial<FinishInput>): Uint8Array | undefined {
  const entries = install.finish({ packages: [], contributions: [], accounts: [], mtime: 7, ...input });
  const found = entries.find((entry) => entry.path === path);
  return found?.type === 'file' ? found.content : undefined;
}
const aliases = (input: Partial<FinishInput>): readonly string[] =>
  [...text(made(STORE, { packages: [java], ...input }) ?? bytes('')).matchAll(/(?:debian|own):[a-z0-9_./:-]+/g)].map(
    ([alias]) => alias,
  );

it('SHA-1 is that of others, whatever the length', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 4096]) {
    const given = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
    const expected = createHash('sha1').update(given).digest('hex');
    expect([length, Buffer.from(sha1(given)).toString('hex')]).toEqual([length, expected]);
  }
});

describe('the certificates that an image trusts', () => {
  it('are those of packages, then its own, in one bundle', () => {
    const contributions = [packaged('b.crt', 'B\n')];
    const trust = [{ name: 'certs/a.pem', content: bytes('A') }];
    expect(text(made(BUNDLE, { contributions, trust }) ?? bytes(''))).toBe('B\nA\n');
    expect(text(made(BUNDLE, { trust }) ?? bytes(''))).toBe('A\n');
    expect(made(BUNDLE, {})).toBeUndefined();
  });

  it('are in the store of Java, where an image has Java, under the names that Debian gives them', () => {
    const contributions = [packaged('mozilla/B_2.crt', one), packaged('mozilla/A.crt', two)];
    const trust = [{ name: 'certs/Own.pem', content: bytes(three) }];
    expect(aliases({ contributions, trust })).toEqual(['debian:a.pem', 'debian:b_2.pem', 'own:certs/own.pem']);
    expect(made(STORE, { contributions, trust })).toBeUndefined();
    expect(made(STORE, { packages: [java] })).toBeUndefined();
  });

  it('are each in the store, also of one name, and several in one file', () => {
    const contributions = [packaged('a/x.crt', one + two), packaged('b/x.crt', three)];
    const found = aliases({ contributions });
    expect(found).toEqual(['debian:x.pem', 'debian:a/x.pem:1', 'debian:b/x.pem:0']);
  });

  it('are the same store at any time', () => {
    const contributions = [packaged('a.crt', one)];
    const [first, later] = [7, 8].map((mtime) => made(STORE, { packages: [java], contributions, mtime }));
    expect(first).toEqual(later);
  });
});

it('a store without certificates is a head and a digest', () =>
  expect(Buffer.from(javaTrustStore([])).toString('hex')).toBe(
    `feedfeed0000000200000000${createHash('sha1')
      .update(Buffer.from('changeit', 'utf16le').swap16())
      .update('Mighty Aphrodite')
      .update(Buffer.from('feedfeed0000000200000000', 'hex'))
      .digest('hex')}`,
  ));

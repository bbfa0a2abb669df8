import { expect, it } from '@jest/globals';
import type { FinishInput } from '@quench/plugin-sdk';
import { hostOf } from '../package-file/deb-host.fixture.js';
import { install } from './index.js';

const of = (name: string, architecture: string): FinishInput['packages'][number] => ({
  ...{ name, version: '1', architecture, purl: `pkg:deb/debian/${name}@1` as const, sha256: 'sha256:0', size: 1 },
  ...{ source: { name: 'x', version: '1' }, path: 'x', requiredBy: undefined },
  from: { origin: 'Debian', suite: 'trixie' },
});
const links = (...packages: FinishInput['packages']): readonly (readonly [string, string])[] =>
  install
    .finish({ packages, contributions: [], accounts: [], mtime: 7 })
    .flatMap((one) => (one.type === 'symlink' && one.path.startsWith('usr/') ? [[one.path, one.target] as const] : []));

it('an image with Java has it under the names that it has anywhere', () => {
  expect(links(of('openjdk-21-jre-headless', 'arm64'))).toEqual([
    ['usr/lib/jvm/default-java', 'java-21-openjdk-arm64'],
    ['usr/bin/java', '../lib/jvm/java-21-openjdk-arm64/bin/java'],
    ['usr/bin/keytool', '../lib/jvm/java-21-openjdk-arm64/bin/keytool'],
  ]);
  expect(links(of('openjdk-21-jre', 'amd64'), of('libc6', 'amd64'))).toEqual([]);
  const named = links(of('openjdk-21-jre-headless', 'amd64'), of('default-jre-headless', 'amd64'));
  expect(named.map(([path]) => path)).toEqual(['usr/bin/java', 'usr/bin/keytool']);
});

it('an image with the compiler has that, too, and of two versions the newer one', () => {
  const found = links(
    ...[of('openjdk-9-jre-headless', 'amd64'), of('openjdk-21-jre-headless', 'amd64')],
    of('openjdk-21-jdk-headless', 'amd64'),
  );
  expect(found.map(([path]) => path)).toEqual(expect.arrayContaining(['usr/bin/java', 'usr/bin/javac']));
  expect(found.filter(([, target]) => target.includes('java-9-'))).toEqual([]);
  expect(new Set(found.map(([path]) => path)).size).toBe(found.length);
});

it('an image has no link into a package of sources that it does not have', async () => {
  const path = 'usr/lib/jvm/java-21-openjdk-amd64/lib/src.zip';
  const host = hostOf([{ path, type: 'symlink', target: '../../openjdk-21/src.zip' }], {});
  const { entries } = await install.entries({ digest: 'sha256:0', size: 3 }, host, 'to-build');
  expect(entries.map((entry) => entry.path)).not.toContain(path);
});

import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compressSync as xzSync } from '@napi-rs/lzma/xz';
import { controlFields, paragraph, type MiniPackage } from './deb-file.js';

/** What a suite says of itself. */
export interface SuiteNames {
  readonly origin: string;
  readonly label: string;
  /** The codename, which is its folder below `dists/` too. */
  readonly suite: string;
}

/** A package with its file. */
export interface PooledPackage {
  readonly made: MiniPackage;
  readonly deb: Uint8Array;
  /** Below the base. */
  readonly path: string;
}

/** The files of one state of a suite, by path below `dists/<suite>/`. */
export interface SuiteFiles {
  readonly release: string;
  /** By path below the suite's folder, by hash as well. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** How much of a second architecture a suite has, which has no packages. */
export type Arm64 = 'listed' | 'named' | 'served';

/** Instants as Release files write them: `Sat, 21 Nov 2026 09:15:44 UTC`. */
const instant = (date: Date): string => date.toUTCString().replace('GMT', 'UTC');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The Release text of a suite and the indexes that it names. */
export function suiteFiles(
  names: SuiteNames,
  packages: readonly PooledPackage[],
  claims: {
    readonly date: Date;
    readonly validUntil: Date | undefined;
    readonly text?: string | undefined;
    readonly arm64?: Arm64 | undefined;
  },
): SuiteFiles {
  const plain = Buffer.from(packages.map(stanza).join('\n'));
  const folder = 'main/binary-amd64';
  const indexes = new Map<string, Uint8Array>([
    [`${folder}/Packages`, plain],
    [`${folder}/Packages.gz`, gzipSync(plain)],
    [`${folder}/Packages.xz`, xzSync(plain)],
  ]);
  const security = names.label === 'Debian-Security';
  const fields = {
    Origin: names.origin,
    Label: names.label,
    Suite: `mini-${names.suite}`,
    Codename: names.suite,
    Date: instant(claims.date),
    ...(claims.validUntil === undefined ? {} : { 'Valid-Until': instant(claims.validUntil) }),
    'Acquire-By-Hash': 'yes',
    'No-Support-for-Architecture-all': 'Packages',
    Architectures: claims.arm64 === undefined ? 'all amd64' : 'all amd64 arm64',
    // Debian's security archive writes its components so while its paths do not.
    Components: security ? 'updates/main' : 'main',
    Description: 'A miniature archive',
  };
  const signed = new Map(indexes);
  if (claims.text !== undefined) signed.set(`${folder}/Packages`, Buffer.from(claims.text));
  const more: readonly (readonly [string, Uint8Array])[] = ['', '.xz'].map((form) => [
    `main/binary-arm64/Packages${form}`,
    form === '' ? Buffer.alloc(0) : xzSync(Buffer.alloc(0)),
  ]);
  if (claims.arm64 === 'named' || claims.arm64 === 'served') more.forEach(([path, bytes]) => signed.set(path, bytes));
  if (claims.arm64 === 'served') more.forEach(([path, bytes]) => indexes.set(path, bytes));
  const lines = [...signed].map(([path, bytes]) => ` ${sha256(bytes)} ${String(bytes.length).padStart(9)} ${path}\n`);
  // Like the real one, the archive serves no plain index; its hash stands in the release all the same.
  const served = [...indexes].filter(([path]) => !path.endsWith('/Packages'));
  return {
    release: `${paragraph(fields)}SHA256:\n${lines.join('')}`,
    files: new Map([
      ...served,
      ...served.map(([path, bytes]) => [`${dirname(path)}/by-hash/SHA256/${sha256(bytes)}`, bytes] as const),
    ]),
  };
}

const stanza = ({ made, deb, path }: PooledPackage): string =>
  paragraph({ ...controlFields(made), Filename: path, Size: deb.length, SHA256: sha256(deb) });

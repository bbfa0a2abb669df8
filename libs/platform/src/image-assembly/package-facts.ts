import { canonicalJson } from '@quench/kernel';
import type { PackageFacts } from './layer-job.js';

/** Bound on what is read back; a package with 100,000 files needs a tenth of it. */
export const MAX_FACTS_BYTES = 128 * 1024 * 1024;

/** Facts without the names of their packages: the same file can have several. */
type UnnamedFacts = Omit<PackageFacts, 'purl'>;

interface WrittenFacts {
  readonly mtime: number;
  readonly directories: readonly (readonly [path: string, mode: number, uid: number, gid: number])[];
  readonly others: readonly string[];
  /** base64 */
  readonly contributions: readonly (readonly [name: string, content: string])[];
  readonly bundled: PackageFacts['bundled'];
}

/** As they are kept beside a cached layer, in the order of its packages. */
export const writeFacts = (packages: readonly UnnamedFacts[]): Uint8Array =>
  Buffer.from(
    canonicalJson(
      packages.map(({ mtime, directories, others, contributions, bundled }) => ({
        mtime,
        directories: directories.map(({ path, mode, uid, gid }) => [path, mode, uid, gid]),
        others,
        contributions: contributions.map(({ name, content }) => [name, Buffer.from(content).toString('base64')]),
        bundled: bundled.map(({ purl, name, version }) => ({ purl, name, version })),
      })),
    ),
  );

/** @param purls of the packages, in the order in which the facts were written */
export const readFacts = (bytes: Uint8Array, purls: readonly string[]): readonly PackageFacts[] =>
  (JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly WrittenFacts[]).map((facts, index) => ({
    purl: purls[index] ?? '',
    mtime: facts.mtime,
    directories: facts.directories.map(([path, mode, uid, gid]) => ({ path, mode, uid, gid })),
    others: facts.others,
    contributions: facts.contributions.map(([name, content]) => ({ name, content: Buffer.from(content, 'base64') })),
    bundled: facts.bundled,
  }));

import type { UpdatedPackage, UpdateHeld } from '@quench/contracts';
import { canonicalJson, sha256, type Digest } from '@quench/kernel';

/** A file that an update brings. Where nobody said which it is, as in events of earlier versions, any of its name and version. */
export type UpdateFile = Pick<UpdatedPackage, 'name' | 'to' | 'sha256'>;

/**
 * What an update brings on all platforms: its version is that of one of them only. Of a placed release, which is one version
 * everywhere and not fetched before it is taken, no files.
 */
export interface VersionFiles {
  readonly version: string;
  readonly files: readonly UpdateFile[];
  /** What comes in with it; undefined where nobody looked into that. */
  readonly additions?: readonly UpdateFile[] | undefined;
}

/** Whether an update brings nothing that another one did not: whoever looked at that has looked at all of it. */
export function isAllOf({ version, files, additions = [] }: VersionFiles, known: VersionFiles): boolean {
  if (files.length === 0) return version === known.version;
  const { additions: seen } = known;
  return areAmong(files, known.files) && (seen === undefined || areAmong(additions, [...seen, ...known.files]));
}

/** Whether an update brings a package in the version that another one did, be it as other bytes. */
export const hasAnyOf = ({ version, files }: VersionFiles, known: VersionFiles): boolean =>
  version === known.version || files.some((file) => known.files.some((one) => isPackage(one, file)));

/** Names what a person is shown of an update: its version, and which packages come as which files, whatever rule asks. */
export function shownDigest({
  to,
  packages,
  additions = [],
}: Pick<UpdateHeld, 'to' | 'packages' | 'additions'>): Digest {
  const files = [...packages, ...additions].map((one) => canonicalJson([one.name, one.to, one.sha256 ?? '']));
  return sha256(canonicalJson([to, ...[...new Set(files)].sort()]));
}

const areAmong = (files: readonly UpdateFile[], known: readonly UpdateFile[]): boolean =>
  files.every((file) => known.some((one) => isPackage(one, file) && isSameFile(one, file)));

const isPackage = (one: UpdateFile, { name, to }: UpdateFile): boolean => one.name === name && one.to === to;

const isSameFile = (one: UpdateFile, { sha256 }: UpdateFile): boolean =>
  one.sha256 === undefined || sha256 === undefined || one.sha256 === sha256;

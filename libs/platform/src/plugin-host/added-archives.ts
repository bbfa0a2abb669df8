import { readFile } from 'node:fs/promises';
import { Rejection } from '@quench/kernel';
import type { Registry } from '@quench/plugin-sdk';
import { configurationText } from './openpgp-text.js';

/** An archive of one's own in Quench's configuration: a private mirror, an in-house archive, the one of a test. */
export interface AddedArchive {
  readonly ecosystem: string;
  /** `http:`, `https:` or `file:`. */
  readonly base: string;
  /** What it serves, by the archive's own name: `trixie`, `trixie-updates`. */
  readonly suites: readonly string[];
  /** Public keys, armoured or binary. */
  readonly keyFile: string;
  /** Of the primary key in `keyFile` that signs; in hex, blanks and case do not matter. */
  readonly fingerprint: string;
}

/**
 * The registry of an added archive; `details` hold `added`, `suites`, `keys` (the one key, armoured) and `fingerprints`.
 * @throws Rejection `archive-configuration-invalid`
 */
export async function addedRegistry(archive: AddedArchive): Promise<Registry> {
  const base = URL.canParse(archive.base) ? new URL(archive.base) : undefined;
  if (base === undefined || !['http:', 'https:', 'file:'].includes(base.protocol)) {
    throw invalid(archive, 'its base is not an http, https or file URL');
  }
  if (archive.suites.length === 0) throw invalid(archive, 'it names no suites');
  const bytes = await readFile(archive.keyFile).catch((error: unknown) => {
    throw invalid(archive, `its key file ${archive.keyFile} cannot be read`, error);
  });
  const { readKeys } = await import('openpgp');
  const wanted = archive.fingerprint.replace(/\s/g, '').toUpperCase();
  const keys = await readKeys({ armoredKeys: configurationText(bytes) }).catch((error: unknown) => {
    throw invalid(archive, `its key file ${archive.keyFile} holds no OpenPGP keys`, error);
  });
  const key = keys.find((candidate) => candidate.getFingerprint().toUpperCase() === wanted);
  if (key === undefined) throw invalid(archive, `its key file ${archive.keyFile} holds no key ${wanted}`);
  return {
    base: base.href.endsWith('/') ? base.href : `${base.href}/`,
    details: { added: true, suites: archive.suites, keys: [key.toPublic().armor()], fingerprints: [wanted] },
  };
}

/** @throws Rejection `archive-configuration-invalid` for an archive of an ecosystem that no plugin of the process is of */
export function expectEcosystems(archives: readonly AddedArchive[], known: readonly string[]): void {
  const stray = archives.find(({ ecosystem }) => !known.includes(ecosystem));
  if (stray === undefined) return;
  throw invalid(stray, `its ecosystem ${stray.ecosystem} is none of ${known.join(', ')}`);
}

const invalid = (archive: AddedArchive, why: string, cause?: unknown): Rejection =>
  new Rejection('archive-configuration-invalid', `The added archive ${archive.base} cannot be used: ${why}.`, {
    cause,
  });

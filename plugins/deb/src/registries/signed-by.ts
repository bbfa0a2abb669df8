import { ALL_PINNED_KEYS, primaryKeys } from '../keys/index.js';

/**
 * Which of the pinned keys a source's `Signed-By` allows, as fingerprints of primary keys. Undefined: the source names
 * no keys. Empty: it names others, or a keyring that cannot be read.
 * @param files texts of the keyrings by path
 */
export function pinnedKeysIn(
  signedBy: string | undefined,
  files: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  if (signedBy === undefined) return undefined;
  const held = new Set(keyTexts(signedBy, files).flatMap(primaryKeys));
  const named = new Set(signedBy.split(/[\s,!]+/).map((word) => word.toUpperCase()));
  return ALL_PINNED_KEYS.filter(
    ({ armoured, fingerprints }) =>
      primaryKeys(armoured).some((key) => held.has(key)) || fingerprints.some((fingerprint) => named.has(fingerprint)),
  ).map(({ fingerprints }) => fingerprints[0]);
}

/** A key in the source itself has ` .` for its blank lines, as every field has. */
function keyTexts(signedBy: string, files: ReadonlyMap<string, string>): readonly string[] {
  if (signedBy.includes('-----BEGIN')) return [`${signedBy.trim().replace(/^\s*\.\s*$/gm, '')}\n`];
  return signedBy.split(/[\s,]+/).flatMap((path) => files.get(path) ?? []);
}

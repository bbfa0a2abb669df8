import type { LockedRelease } from '@quench/contracts';
import { IntegrityFault } from '@quench/kernel';

/**
 * Each release once, with all of its places, sorted by purl.
 * @throws IntegrityFault `not-authentic` where one purl is two files
 */
export function together(all: readonly LockedRelease[]): readonly LockedRelease[] {
  const byPurl = new Map<string, LockedRelease>();
  for (const one of all) {
    const same = byPurl.get(one.purl);
    if (same !== undefined && same.sha256 !== one.sha256) {
      throw new IntegrityFault('not-authentic', `${one.purl} is ${same.sha256} and ${one.sha256} at once`);
    }
    byPurl.set(one.purl, same === undefined ? one : { ...same, places: [...same.places, ...one.places] });
  }
  return [...byPurl.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

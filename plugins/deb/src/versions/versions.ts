import type { Step, Versions } from '@quench/plugin-sdk';
import { comparePart, compareVersions } from './compare-versions.js';
import { parseVersion } from './debian-version.js';

/** dpkg's order, and what the numbers of a version say. */
export const versions: Versions = {
  order: (list) => {
    list.forEach(parseVersion);
    return [...list].sort(compareVersions);
  },
  classify,
  isPrerelease: (version) => PRERELEASE.test(parseVersion(version).upstream),
  parts: (version) => leadingNumbers(parseVersion(version).upstream),
};

/** In an upstream version `~` announces what follows, unless it marks repacked sources. */
const PRERELEASE = /~(?!ds|dfsg|repack)/;
/** What Debian adds to the upstream version when it only repacks the source. */
const REPACK = /[+~.](?:dfsg|ds|repack)[0-9.]*$/;

function classify(from: string, to: string): Step {
  const before = parseVersion(from);
  const after = parseVersion(to);
  const order = compareVersions(from, to);
  if (order === 0) return 'same';
  if (order > 0) return 'backwards';
  // A new epoch says that the numbering itself changed.
  if (Number(before.epoch) !== Number(after.epoch)) return 'unknown';
  if (comparePart(before.upstream.replace(REPACK, ''), after.upstream.replace(REPACK, '')) === 0) return 'rebuild';
  return stepBetween(leadingNumbers(before.upstream), leadingNumbers(after.upstream));
}

function stepBetween(before: readonly number[], after: readonly number[]): Step {
  const places = Math.max(before.length, after.length);
  for (let at = 0; at < places; at++) {
    const difference = (after[at] ?? 0) - (before[at] ?? 0);
    if (difference < 0) return 'unknown';
    if (difference > 0) return at === 0 ? 'major' : at === 1 ? 'minor' : 'patch';
  }
  return 'unknown';
}

/** `2.0+really1.9` is upstream's 1.9. A number too long to be exact ends the list. */
function leadingNumbers(upstream: string): readonly number[] {
  const real = upstream.split('+really').at(-1) ?? upstream;
  const numbers = (/^\d+(?:\.\d+)*/.exec(real)?.[0] ?? '')
    .split('.')
    .filter((text) => text !== '')
    .map(Number);
  const inexact = numbers.findIndex((number) => !Number.isSafeInteger(number));
  return inexact < 0 ? numbers : numbers.slice(0, inexact);
}

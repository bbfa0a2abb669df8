import type { LockedRelease, UpdateRules } from '@quench/contracts';
import type { Release, Versions } from '@quench/plugin-sdk';
import { decideUpdate } from '../policy/decide-update.js';

/** A line that could take a release. */
export interface Waiting {
  readonly rules: UpdateRules | undefined;
  /** What rules may call the release by. */
  readonly names: readonly string[];
  /** The version that the line has; undefined where it has none. */
  readonly has: string | undefined;
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/** A registry that tells no time leaves nothing to count from. */
const LONG_AGO = '1970-01-01T00:00:00Z';

/**
 * Whether the rules let a line take a release now. Which steps it may take the range says, so only rules that let time pass
 * count: cooldown and freeze.
 */
export function hasWaited(
  { rules, names, has, now }: Waiting,
  { classify }: Pick<Versions, 'classify'>,
): (release: Pick<Release, 'version' | 'publishedAt'>) => boolean {
  if (rules === undefined) return () => true;
  const ofTime = { ...rules, hold: [] };
  return ({ version, publishedAt: since = LONG_AGO }) => {
    const step = has === undefined ? 'unknown' : classify(has, version);
    const bytes = { from: 0, to: 0 };
    return decideUpdate(ofTime, { names, step, bytes, urgent: false, since, now }).kind === 'pass';
  };
}

/** The release of a package that a line has at a path; undefined where it has none there. */
export const releaseAt = (
  releases: readonly LockedRelease[],
  { name, path }: { readonly name: string; readonly path: string },
): LockedRelease | undefined =>
  releases.find((one) => one.name === name && one.places.some((place) => 'from' in place && place.path === path));

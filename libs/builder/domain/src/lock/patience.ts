import type { LockedRelease, UpdateRules } from '@quench/contracts';
import type { Release } from '@quench/plugin-sdk';
import { decideUpdate } from '../policy/decide-update.js';

/** A line that could take a release. */
export interface Waiting {
  readonly rules: UpdateRules | undefined;
  /** What rules may call the release by. */
  readonly names: readonly string[];
  /** The version that the line has and its range allows; undefined where there is none. */
  readonly has: string | undefined;
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/**
 * Whether the rules let a line take a release that it does not have. Which steps it may take the range says, so only a hold by
 * name counts, and rules that let time pass. A line that has nothing has nothing to stay with, so that there only the age
 * counts. A release of which nobody says how old it is, is new.
 */
export function hasWaited({ rules, names, has, now }: Waiting): (release: Pick<Release, 'publishedAt'>) => boolean {
  if (rules === undefined) return () => true;
  const byName = rules.hold.filter(({ kind }) => kind === 'package');
  const asked = has === undefined ? { ...rules, hold: [], freeze: [] } : { ...rules, hold: byName };
  return ({ publishedAt: since = now }) => {
    const bytes = { from: 0, to: 0 };
    return (
      decideUpdate(asked, { names, step: 'unknown', bytes, brings: [], urgent: false, since, now }).kind === 'pass'
    );
  };
}

/** The release of a package that a line has at a path; undefined where it has none there. */
export const releaseAt = (
  releases: readonly LockedRelease[],
  { name, path }: { readonly name: string; readonly path: string },
): LockedRelease | undefined =>
  releases.find((one) => one.name === name && one.places.some((place) => 'from' in place && place.path === path));

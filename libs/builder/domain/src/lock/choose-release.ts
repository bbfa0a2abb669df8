import type { LockedRelease } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { ProjectVersions, Release, ReleaseFile } from '@quench/plugin-sdk';
import type { WantedRelease } from './releases.js';

/** A release that can be had. */
export type OfferedRelease = Release & { readonly file: ReleaseFile };

/** What a line wants of a package, and what it has that is still allowed. */
export type Choice = Pick<WantedRelease, 'purl' | 'constraint'> & { readonly has: string | undefined };

/** What a registry tells of a package, and whether rules let the line take a release of it that it does not have. */
export interface Offers {
  /** Oldest first. */
  readonly listed: readonly Release[];
  mayTake(release: Release): boolean;
}

/** So many versions are named in a message. */
const NAMED = 5;

/**
 * The newest release that a constraint allows, that is neither a prerelease nor deprecated nor withdrawn, and that may be
 * taken now, on all platforms; or else the one that the line has, deprecated or not. A line goes back only where its
 * constraint says so: whoever can publish can deprecate, too.
 * @param elsewhere of the packages that the same place has on other platforms: they go together
 * @throws Rejection `release-missing`; `release-waits`, `platforms-differ` where the line has none; `release-withdrawn` where
 *   what it has is listed no more; PluginError `malformed-input`
 */
export function chooseRelease(
  { purl, constraint, has }: Choice,
  { listed, mayTake }: Offers,
  versions: Pick<ProjectVersions, 'matching' | 'isPrerelease' | 'classify'>,
  elsewhere: readonly Offers[] = [],
): OfferedRelease {
  const good = listed.filter(isThere).filter((one) => isCurrent(one) && !versions.isPrerelease(one.version));
  const allowed = versions.matching(versionsOf(good), constraint);
  const could = good.filter(({ version }) => allowed.includes(version));
  const asked = `of ${purl} that is "${constraint}"`;
  const sameAs = ({ version }: Release, { listed: there }: Offers): Release | undefined =>
    there.find((other) => other.version === version && isThere(other) && isCurrent(other));
  const everywhere = could.filter((one) => elsewhere.every((other) => sameAs(one, other) !== undefined));
  const may = (one: Release): boolean =>
    mayTake(one) &&
    elsewhere.every((other) => {
      const same = sameAs(one, other);
      return same !== undefined && other.mayTake(same);
    });
  if (has === undefined) {
    const found = everywhere.findLast(may);
    if (found !== undefined) return found;
    if (could.length === 0) throw missing(asked, good);
    throw everywhere.length === 0 ? apart(asked, could) : waiting(asked, everywhere);
  }
  const newer = everywhere.filter(({ version }) => isForward(versions.classify(has, version)));
  const found = newer.findLast(may) ?? listed.filter(isThere).find(({ version }) => version === has);
  if (found !== undefined) return found;
  throw withdrawn(`${has} of ${purl}`, asked);
}

/** As a line would be locked to it again; undefined where it has none, or none that the constraint allows. */
export function keptRelease(
  last: LockedRelease | undefined,
  constraint: string,
  { matching }: Pick<ProjectVersions, 'matching'>,
): LockedRelease | undefined {
  if (last?.chosen.by !== 'range' || matching([last.version], constraint).length === 0) return undefined;
  return { ...last, chosen: { ...last.chosen, constraint } };
}

const isThere = (release: Release): release is OfferedRelease =>
  release.state !== 'withdrawn' && release.file !== undefined;

const isCurrent = ({ state }: Release): boolean => state === 'current';

const isForward = (step: ReturnType<ProjectVersions['classify']>): boolean => step !== 'same' && step !== 'backwards';

const versionsOf = (releases: readonly Release[]): readonly string[] => releases.map(({ version }) => version);
const newestOf = (releases: readonly Release[]): string => versionsOf(releases.slice(-NAMED)).join(', ') || 'none';

const missing = (asked: string, good: readonly Release[]): Rejection =>
  new Rejection(
    'release-missing',
    `There is no release ${asked} and neither a prerelease nor deprecated nor withdrawn. ` +
      `The newest that are: ${newestOf(good)}`,
  );

const apart = (asked: string, could: readonly Release[]): Rejection =>
  new Rejection(
    'platforms-differ',
    `No release ${asked} is there for the other platforms, too. The newest here: ${newestOf(could)}`,
  );

const waiting = (asked: string, could: readonly Release[]): Rejection =>
  new Rejection(
    'release-waits',
    `No release ${asked} is as old as the cooldown asks for, as far as the registry says. The newest: ${newestOf(could)}`,
  );

const withdrawn = (what: string, asked: string): Rejection =>
  new Rejection(
    'release-withdrawn',
    `The registry lists ${what} no more, which the line has, and no newer release ${asked} may be taken now`,
  );

import type { LockedRelease } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { ProjectVersions, Release, ReleaseFile } from '@quench/plugin-sdk';
import type { WantedRelease } from './releases.js';

/** A release that can be had. */
export type OfferedRelease = Release & { readonly file: ReleaseFile };

/** What a line wants of a package, and what it has that is still allowed. */
export type Choice = Pick<WantedRelease, 'purl' | 'constraint'> & { readonly has: string | undefined };

/** So many versions are named in a message. */
const NAMED = 5;

/**
 * The newest release that a constraint allows, that is neither a prerelease nor deprecated nor withdrawn, and that may be
 * taken now; or else the one that the line has, deprecated or not. A line goes back only where its constraint says so:
 * whoever can publish can deprecate, too.
 * @param listed what the registry tells, oldest first
 * @param mayTake whether rules let the line take a release that it does not have
 * @throws Rejection `release-missing`; `release-waits` where the line has none; `release-withdrawn` where what it has is
 *   listed no more; PluginError `malformed-input`
 */
export function chooseRelease(
  { purl, constraint, has }: Choice,
  listed: readonly Release[],
  versions: Pick<ProjectVersions, 'matching' | 'isPrerelease' | 'classify'>,
  mayTake: (release: Release) => boolean,
): OfferedRelease {
  const good = listed
    .filter(isThere)
    .filter(({ version, state }) => state === 'current' && !versions.isPrerelease(version));
  const allowed = versions.matching(versionsOf(good), constraint);
  const could = good.filter(({ version }) => allowed.includes(version));
  const asked = `of ${purl} that is "${constraint}"`;
  if (has === undefined) {
    const found = could.findLast(mayTake);
    if (found !== undefined) return found;
    throw could.length === 0 ? missing(asked, good) : waiting(asked, could);
  }
  const newer = could.filter(({ version }) => isForward(versions.classify(has, version)));
  const found = newer.findLast(mayTake) ?? listed.filter(isThere).find(({ version }) => version === has);
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

const isForward = (step: ReturnType<ProjectVersions['classify']>): boolean => step !== 'same' && step !== 'backwards';

const versionsOf = (releases: readonly Release[]): readonly string[] => releases.map(({ version }) => version);
const newestOf = (releases: readonly Release[]): string => versionsOf(releases.slice(-NAMED)).join(', ') || 'none';

const missing = (asked: string, good: readonly Release[]): Rejection =>
  new Rejection(
    'release-missing',
    `There is no release ${asked} and neither a prerelease nor deprecated nor withdrawn. ` +
      `The newest that are: ${newestOf(good)}`,
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

import type { LockedRelease } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { ProjectVersions, Release, ReleaseFile } from '@quench/plugin-sdk';
import type { WantedRelease } from './releases.js';

/** A release that can be had. */
export type OfferedRelease = Release & { readonly file: ReleaseFile };

/** What a line wants of a package, and what it has that is still allowed. */
export type Choice = Pick<WantedRelease, 'purl' | 'constraint'> & { readonly has: string | undefined };

/** What registries list of a package, and of those that the same place has on other platforms: they go together. Oldest first. */
export interface Offers {
  readonly listed: readonly Release[];
  readonly elsewhere: readonly (readonly Release[])[];
}

/** A release that a line could take on all platforms. */
export interface PlacedCandidate {
  readonly version: string;
  /** When the last platform got it; undefined where one of them does not say. RFC 3339 in UTC. */
  readonly publishedAt: string | undefined;
}

/** How an ecosystem reads versions. */
type Reading = Pick<ProjectVersions, 'matching' | 'isPrerelease' | 'classify'>;

/** So many versions are named in a message. */
const NAMED = 5;

/**
 * The releases that a constraint allows, that are neither prereleases nor deprecated nor withdrawn, on all platforms, and that
 * are newer than what the line has: oldest first.
 * @throws PluginError `malformed-input`
 */
export function placedCandidates(choice: Choice, offers: Offers, versions: Reading): readonly PlacedCandidate[] {
  const { has } = choice;
  const all = everywhere(allowed(choice, offers, versions), offers);
  const newer = has === undefined ? all : all.filter(({ version }) => isForward(versions.classify(has, version)));
  return newer.map((one) => ({ version: one.version, publishedAt: lastPublished(one, offers) }));
}

/**
 * The newest candidate that may be taken now, or else the release that the line has, deprecated or not. A line goes back only
 * where its constraint says so: whoever can publish can deprecate, too.
 * @param mayTake whether rules and people let the line take a release that it does not have
 * @throws Rejection `release-missing`; `release-waits`, `platforms-differ` where the line has none; `release-withdrawn` where
 *   what it has is listed no more; PluginError `malformed-input`
 */
export function chooseRelease(
  choice: Choice,
  offers: Offers,
  versions: Reading,
  mayTake: (candidate: PlacedCandidate) => boolean,
): OfferedRelease {
  const { purl, constraint, has } = choice;
  const taken = placedCandidates(choice, offers, versions).findLast(mayTake)?.version ?? has;
  const found = offers.listed.filter(isThere).find(({ version }) => version === taken);
  if (found !== undefined) return found;
  const asked = `of ${purl} that is "${constraint}"`;
  if (has !== undefined) throw withdrawn(`${has} of ${purl}`, asked);
  const could = allowed(choice, offers, versions);
  if (could.length === 0) throw missing(asked, good(offers.listed, versions));
  const there = everywhere(could, offers);
  throw there.length === 0 ? apart(asked, could) : waiting(asked, there);
}

const good = (listed: readonly Release[], { isPrerelease }: Reading): readonly OfferedRelease[] =>
  listed.filter(isThere).filter((one) => isCurrent(one) && !isPrerelease(one.version));

function allowed({ constraint }: Choice, { listed }: Offers, versions: Reading): readonly OfferedRelease[] {
  const all = good(listed, versions);
  const matching = versions.matching(versionsOf(all), constraint);
  return all.filter(({ version }) => matching.includes(version));
}

const everywhere = (could: readonly OfferedRelease[], { elsewhere }: Offers): readonly OfferedRelease[] =>
  could.filter((one) => elsewhere.every((there) => sameAs(one, there) !== undefined));

const sameAs = ({ version }: Release, listed: readonly Release[]): Release | undefined =>
  listed.find((other) => other.version === version && isThere(other) && isCurrent(other));

function lastPublished(one: Release, { elsewhere }: Offers): string | undefined {
  const times = [one, ...elsewhere.map((there) => sameAs(one, there))].map((release) => release?.publishedAt);
  return times.reduce((a, b) =>
    a === undefined || b === undefined ? undefined : Date.parse(b) > Date.parse(a) ? b : a,
  );
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

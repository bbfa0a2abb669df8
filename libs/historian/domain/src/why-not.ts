import type { ArchivedEvent } from './archive.projection.js';
import { lockFailure } from './build-failure.js';
import { channelStanding } from './channel-standing.js';
import { ofTypes, type ArchivedAs } from './known-event.js';
import { tell } from './tell.js';

/** How far a release has come towards one image's channels, and what stands in its way. */
export interface WhyNot {
  readonly image: string;
  readonly stage:
    | 'published'
    | 'superseded'
    | 'not-published'
    | 'rejected'
    | 'not-built'
    | 'failed'
    | 'frozen'
    | 'not-locked'
    | 'not-offered';
  /** The events that say so, oldest first. */
  readonly evidence: readonly ArchivedEvent[];
  /** One line for people. */
  readonly answer: string;
}

export interface WhyNotInput {
  readonly image: string;
  /** The package, and the version asked about, if one was. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Events of the image's line, channels, verdicts, builds and publications, oldest first. */
  readonly events: readonly ArchivedEvent[];
  /** What each archive has of the package now; undefined where that is not known. */
  readonly offers: readonly Offer[] | undefined;
  /** Whether a version comes after another one. */
  isNewer(version: string, than: string): boolean;
}

/** What an archive has of a package. */
export interface Offer {
  /** As events name it: `Debian trixie`. */
  readonly archive: string;
  readonly version: string;
  /** The snapshot that brought it. */
  readonly snapshot: ArchivedEvent;
}

/** Why a release is not what the channels of an image hand out, from what happened to the image. */
export function whyNot(input: WhyNotInput): WhyNot {
  const locks = ofTypes(input.events, 'builder.LockResolved.v1');
  const lock = locks.findLast((event) => brings(event, input));
  const failure = lastFailure(input.events);
  // Whoever names no version asks about the newest, which no lock has named while resolving fails.
  if (lock === undefined || (input.version === undefined && failure !== undefined)) return notLocked(input);
  const { revision } = lock.data;
  const built = ofTypes(input.events, 'builder.ImageBuilt.v1').find(({ data }) => data.revision === revision);
  if (built === undefined) return notBuilt(input, lock);
  const { stops, moved, retired } = channelStanding(input.events, revision);
  if (stops.length > 0) return answer(input, 'frozen', [lock, built, ...stops], stops.map(tell).join('; '));
  if (moved !== undefined)
    return supersededBy(input, lock) ?? answer(input, 'published', [lock, built, moved], tell(moved));
  if (retired !== undefined) return answer(input, 'not-published', [lock, built, retired], tell(retired));
  return notPublished(input, lock, built);
}

type Lock = ArchivedAs<'builder.LockResolved.v1'>;
type Built = ArchivedAs<'builder.ImageBuilt.v1'>;

function notPublished(input: WhyNotInput, lock: Lock, built: Built): WhyNot {
  const { index } = built.data;
  const verdict = ofTypes(input.events, 'tester.ImageApproved.v1', 'tester.ImageRejected.v1').findLast(
    ({ data }) => data.index === index,
  );
  if (verdict?.type === 'tester.ImageRejected.v1') return rejected(input, [lock, built], verdict);
  const refused = ofTypes(input.events, 'distributor.PublicationRefused.v1').findLast(
    ({ data }) => data.index === index,
  );
  if (refused !== undefined) return answer(input, 'not-published', [lock, built, refused], tell(refused));
  if (verdict === undefined) return answer(input, 'not-published', [lock, built], 'it has not been tested yet');
  return answer(input, 'not-published', [lock, built, verdict], 'it was approved and waits to be published');
}

const answer = (
  { image }: WhyNotInput,
  stage: WhyNot['stage'],
  evidence: readonly ArchivedEvent[],
  text: string,
): WhyNot => ({ image, stage, evidence, answer: text });

const brings = ({ data }: Lock, { name, version }: WhyNotInput): boolean =>
  data.changes.some((change) => change.name === name && (version === undefined || change.to === version));

/** The newest lock that brings any version of the package, and that version. */
function newestOf({ name, events }: WhyNotInput): { readonly lock: Lock; readonly version: string } | undefined {
  const lock = ofTypes(events, 'builder.LockResolved.v1').findLast(({ data }) =>
    data.changes.some((change) => change.name === name && change.to !== undefined),
  );
  const version = lock?.data.changes.find((change) => change.name === name)?.to;
  return lock === undefined || version === undefined ? undefined : { lock, version };
}

/** The move of a channel in use to what a lock led to, or to a revision after it. */
function publishedBy({ events }: WhyNotInput, { data }: Lock): ArchivedEvent | undefined {
  const revisions = ofTypes(events, 'builder.LockResolved.v1').map((lock) => lock.data.revision);
  return revisions
    .filter((revision) => revision >= data.revision)
    .map((revision) => channelStanding(events, revision).moved)
    .findLast((moved) => moved !== undefined);
}

/** The answer where a later lock brought another version that is handed out. */
function supersededBy(input: WhyNotInput, lock: Lock): WhyNot | undefined {
  const held = newestOf(input);
  if (input.version === undefined || held === undefined || held.version === input.version) return undefined;
  const published = held.lock.data.revision > lock.data.revision ? publishedBy(input, held.lock) : undefined;
  if (published === undefined) return undefined;
  const text = `${input.name} ${held.version} took its place in revision ${String(held.lock.data.revision)}: ${tell(published)}`;
  return answer(input, 'superseded', [lock, held.lock, published], text);
}

/** The failure to resolve that nothing has been resolved since. */
function lastFailure(events: readonly ArchivedEvent[]): ArchivedEvent | undefined {
  const types = ['builder.ResolutionFailed.v1', 'builder.ResolutionRecovered.v1', 'builder.LockResolved.v1'] as const;
  const last = ofTypes(events, ...types).at(-1);
  return last?.type === 'builder.ResolutionFailed.v1' ? last : undefined;
}

function notLocked(input: WhyNotInput): WhyNot {
  const failure = lastFailure(input.events);
  if (failure !== undefined) return answer(input, 'failed', [failure], tell(failure));
  const { image, name, version } = input;
  if (version === undefined) return neverNamed(input, name);
  const held = newestOf(input);
  if (held !== undefined && input.isNewer(held.version, version)) {
    const published = publishedBy(input, held.lock);
    if (published !== undefined) {
      const text = `${image} has ${name} ${held.version}, which is newer: ${tell(published)}`;
      return answer(input, 'superseded', [held.lock, published], text);
    }
  }
  return isOffered(input, version) ? neverNamed(input, `${name} ${version}`) : notOffered(input, version);
}

function neverNamed(input: WhyNotInput, wanted: string): WhyNot {
  const lock = ofTypes(input.events, 'builder.LockResolved.v1').at(-1);
  const text = `no lock of ${input.image} has ever named ${wanted}`;
  return answer(input, 'not-locked', lock === undefined ? [] : [lock], text);
}

/** Where the archives are not known, nothing can be said of them. */
const isOffered = ({ offers }: WhyNotInput, version: string): boolean =>
  offers === undefined || offers.some((offer) => offer.version === version);

function notOffered(input: WhyNotInput, version: string): WhyNot {
  const { name, offers = [] } = input;
  const there = offers.map((offer) => `${offer.archive} has ${offer.version}`);
  const text = `no archive offers ${name} ${version}; ${there.length === 0 ? `none has any ${name}` : there.join(', ')}`;
  return answer(
    input,
    'not-offered',
    offers.map(({ snapshot }) => snapshot),
    text,
  );
}

function notBuilt(input: WhyNotInput, lock: Lock): WhyNot {
  const failure = lockFailure(input.events, lock);
  return failure === undefined
    ? answer(input, 'not-built', [lock], 'it is locked and waits to be built')
    : answer(input, 'failed', [lock, failure], tell(failure));
}

function rejected(
  input: WhyNotInput,
  chain: readonly ArchivedEvent[],
  verdict: ArchivedAs<'tester.ImageRejected.v1'>,
): WhyNot {
  const stopping = verdict.data.children.flatMap(({ platform, tests }) =>
    tests
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run')
      .map(({ name, outcome, detail, test }) => ({ line: `${platform} ${name} ${outcome}: ${detail}`, test })),
  );
  const runs = ofTypes(input.events, 'tester.TestFailed.v1', 'tester.TestNotRun.v1').filter(({ data }) =>
    stopping.some(({ test }) => test === data.test),
  );
  const logs = runs.flatMap((run) => (run.type === 'tester.TestFailed.v1' ? [`log ${run.data.log}`] : []));
  const text = [...stopping.map(({ line }) => line), ...logs].join('; ');
  return answer(input, 'rejected', [...chain, ...runs, verdict], text);
}

import type { ArchivedEvent } from './archive.projection.js';
import { lockFailure } from './build-failure.js';
import { channelStanding, type ChannelStanding } from './channel-standing.js';
import { ofTypes, type ArchivedAs } from './known-event.js';
import { heldUpdate, type HeldUpdate } from './held-update.js';
import { broughtBy, changesOf, droppedBy, revisionsWith, type Lock } from './package-revisions.js';
import type { PlacedSubject } from './placed-ranges.js';
import { placedAnswer } from './placed-release.js';
import { streamEnd } from './stream-end.js';
import { resolutionFailure } from './resolution-failure.js';
import { tell } from './tell.js';

/** How far a release has come towards one image's channels, and what stands in its way. */
export interface WhyNot {
  /** What the line is called: `nodejs/22`. */
  readonly image: string;
  readonly stage:
    | 'published'
    | 'superseded'
    | 'dropped'
    | 'not-published'
    | 'rejected'
    | 'not-built'
    | 'failed'
    | 'ended'
    | 'frozen'
    | 'not-locked'
    | 'not-offered'
    | 'out-of-range'
    | 'platform-missing'
    | 'held'
    | 'delayed'
    | 'kept-out';
  /** The events that say so, oldest first. */
  readonly evidence: readonly ArchivedEvent[];
  /** One line for people. */
  readonly answer: string;
}

export interface WhyNotInput {
  /** What the line is called. */
  readonly image: string;
  /** The package, and the version asked about, if one was. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Events of one line, its channels, verdicts, builds and publications, oldest first. */
  readonly events: readonly ArchivedEvent[];
  /** What each archive has of the package now; undefined where that is not known. */
  readonly offers: readonly Offer[] | undefined;
  /** Where the line takes files of its releases, which are published by themselves. */
  readonly placed?: PlacedSubject | undefined;
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
  const waits = streamEnd(input.events) === undefined ? waiting(input) : undefined;
  if (waits !== undefined) return waits;
  const brought = broughtBy(input.events, input);
  // Whoever names no version asks about the newest, which no lock has named while resolving fails.
  if (brought === undefined || (input.version === undefined && resolutionFailure(input.events) !== undefined))
    return notLocked(input);
  const gone = droppedBy(input.events, input);
  // Of a package that is dropped any version that is still handed out counts.
  const version = input.version ?? (gone === undefined ? newestOf(input)?.version : undefined);
  const revisions = revisionsWith(input.events, { ...input, version });
  const standing = channelStanding(input.events, revisions);
  const { pointed } = standing;
  if (gone !== undefined) return pointed === undefined ? dropped(input, gone, brought) : published(input, pointed);
  return kept(input, { brought, head: lockOf(input, Math.max(...revisions)) ?? brought }, standing);
}

/** The answer where a rule or a person keeps the release out; what a person let in is on its way. */
function waiting(input: WhyNotInput): WhyNot | undefined {
  const found = heldUpdate(input.events, input);
  const stage = found && STAGES[found.last.type];
  if (found === undefined || stage === undefined) return undefined;
  const { opened, last } = found;
  const evidence = opened === last ? [opened] : [opened, last];
  const show = `quench hold show ${last.data.name} ${input.image}`;
  return answer(input, stage, evidence, `${tell(last)}; see: ${show}`);
}

const STAGES: Partial<Record<HeldUpdate['last']['type'], WhyNot['stage']>> = {
  'builder.UpdateHeld.v1': 'held',
  'builder.UpdateDelayed.v1': 'delayed',
  'builder.UpdateRejected.v1': 'kept-out',
};

/** Of the locks that contain a release: what brought it, and the newest, which is on its way. */
interface Span {
  readonly brought: Lock;
  readonly head: Lock;
}

/** Of a release that no lock has dropped. */
function kept(input: WhyNotInput, { brought, head }: Span, standing: ChannelStanding): WhyNot {
  const { stops, pointed, retired, everMoved } = standing;
  const superseded = pointed === undefined && everMoved ? supersededBy(input, brought) : undefined;
  if (superseded !== undefined) return superseded;
  const locks = brought === head ? [head] : [brought, head];
  const built = builtOf(input, head);
  if (pointed === undefined && built === undefined) return notBuilt(input, locks, head);
  const chain = [...locks, ...(built === undefined ? [] : [built])];
  if (stops.length > 0) return answer(input, 'frozen', [...chain, ...stops], stops.map(tell).join('; '));
  if (pointed !== undefined) return published(input, pointed);
  if (retired !== undefined) return answer(input, 'not-published', [...chain, retired], tell(retired));
  return built === undefined ? notBuilt(input, locks, head) : notPublished(input, chain, built);
}

type Built = ArchivedAs<'builder.ImageBuilt.v1'>;

const lockOf = ({ events }: WhyNotInput, revision: number): Lock | undefined =>
  ofTypes(events, 'builder.LockResolved.v1').find(({ data }) => data.revision === revision);

const builtOf = ({ events }: WhyNotInput, { data }: Lock): Built | undefined =>
  ofTypes(events, 'builder.ImageBuilt.v1').find((built) => built.data.revision === data.revision);

/** With what had brought the release by then. */
function published(input: WhyNotInput, pointed: ArchivedEvent): WhyNot {
  const brought = broughtBy(input.events.slice(0, input.events.indexOf(pointed)), input);
  const built = brought === undefined ? undefined : builtOf(input, brought);
  const evidence = [brought, built, pointed].filter((event) => event !== undefined);
  return answer(input, 'published', evidence, tell(pointed));
}

function dropped(input: WhyNotInput, gone: Lock, brought: Lock | undefined): WhyNot {
  const { revision, reasons } = gone.data;
  const why = reasons.includes('definition') ? 'the definition changed' : 'nothing in the image needs it any more';
  const evidence = brought === undefined ? [gone] : [brought, gone];
  return answer(input, 'dropped', evidence, `revision ${String(revision)} dropped ${input.name}: ${why}`);
}

function notPublished(input: WhyNotInput, chain: readonly ArchivedEvent[], built: Built): WhyNot {
  const { index } = built.data;
  const verdict = ofTypes(input.events, 'tester.ImageApproved.v1', 'tester.ImageRejected.v1').findLast(
    ({ data }) => data.index === index,
  );
  if (verdict?.type === 'tester.ImageRejected.v1') return rejected(input, chain, verdict);
  const refused = ofTypes(input.events, 'distributor.PublicationRefused.v1').findLast(
    ({ data }) => data.index === index,
  );
  if (refused !== undefined) return answer(input, 'not-published', [...chain, refused], tell(refused));
  if (verdict === undefined) return answer(input, 'not-published', chain, 'it has not been tested yet');
  return answer(input, 'not-published', [...chain, verdict], 'it was approved and waits to be published');
}

const answer = (
  { image }: WhyNotInput,
  stage: WhyNot['stage'],
  evidence: readonly ArchivedEvent[],
  text: string,
): WhyNot => ({ image, stage, evidence, answer: text });

/** The newest lock that brings any version of the package, and that version. */
function newestOf({
  name,
  placed,
  events,
}: WhyNotInput): { readonly lock: Lock; readonly version: string } | undefined {
  const release = { name, placed };
  const lock = broughtBy(events, release);
  const version = lock && changesOf(lock, release).find(({ to }) => to !== undefined)?.to;
  return lock === undefined || version === undefined ? undefined : { lock, version };
}

/** What pointed a channel at a version of the package, which it hands out. */
const heldBy = (input: WhyNotInput, version: string): ArchivedEvent | undefined =>
  channelStanding(input.events, revisionsWith(input.events, { ...input, version })).pointed;

/** The answer where a later lock brought another version that is handed out. */
function supersededBy(input: WhyNotInput, brought: Lock): WhyNot | undefined {
  const held = newestOf(input);
  if (held === undefined || held.version === input.version) return undefined;
  const pointed = heldBy(input, held.version);
  if (pointed === undefined) return undefined;
  const text = `${input.name} ${held.version} took its place in revision ${String(held.lock.data.revision)}: ${tell(pointed)}`;
  return answer(input, 'superseded', [brought, held.lock, pointed], text);
}

function notLocked(input: WhyNotInput): WhyNot {
  const end = streamEnd(input.events);
  if (end !== undefined) return answer(input, 'ended', [end], tell(end));
  const failure = resolutionFailure(input.events);
  if (failure !== undefined) return answer(input, 'failed', [failure], tell(failure));
  const { name, version } = input;
  if (version === undefined) return neverNamed(input, name);
  const told = notPlaced(input, version);
  if (told?.stage === 'out-of-range') return told;
  const newer = newerThan(input, version) ?? told;
  if (newer !== undefined) return newer;
  if (!isOffered(input, version)) return notOffered(input, version);
  const gone = droppedBy(input.events, input);
  return gone === undefined ? neverNamed(input, `${name} ${version}`) : dropped(input, gone, newestOf(input)?.lock);
}

/** The answer where a newer version is handed out. */
function newerThan(input: WhyNotInput, version: string): WhyNot | undefined {
  const held = newestOf(input);
  const pointed = held && input.isNewer(held.version, version) ? heldBy(input, held.version) : undefined;
  if (held === undefined || pointed === undefined) return undefined;
  const text = `${input.image} has ${input.name} ${held.version}, which is newer: ${tell(pointed)}`;
  return answer(input, 'superseded', [held.lock, pointed], text);
}

/** With what is known of another version that waits: it is the newest that the last lock saw. */
function notPlaced(input: WhyNotInput, version: string): WhyNot | undefined {
  const release = input.placed?.release;
  if (release === undefined) return undefined;
  const { stage, evidence, answer: text } = placedAnswer(input.image, `${input.name} ${version}`, release);
  const other = stage === 'not-locked' ? heldUpdate(input.events, { ...input, version: undefined }) : undefined;
  if (other === undefined) return answer(input, stage, evidence, text);
  return answer(input, stage, [...new Set([...evidence, other.last])], `${text}; ${tell(other.last)}`);
}

function neverNamed(input: WhyNotInput, wanted: string): WhyNot {
  const lock = ofTypes(input.events, 'builder.LockResolved.v1').at(-1);
  const text =
    lock === undefined
      ? `${input.image} has no lock yet, and so none that names ${wanted}`
      : `no lock of ${input.image} has ever named ${wanted}`;
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

function notBuilt(input: WhyNotInput, locks: readonly ArchivedEvent[], head: Lock): WhyNot {
  const failure = lockFailure(input.events, head);
  return failure === undefined
    ? answer(input, 'not-built', locks, 'it is locked and waits to be built')
    : answer(input, 'failed', [...locks, failure], tell(failure));
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

import type { ArchivedEvent } from './archive.projection.js';
import { channelStanding } from './channel-standing.js';
import { ofTypes, type ArchivedAs } from './known-event.js';
import { tell } from './tell.js';

/** How far a release has come towards one image's channels, and what stands in its way. */
export interface WhyNot {
  readonly image: string;
  readonly stage: 'published' | 'not-published' | 'rejected' | 'not-built' | 'failed' | 'frozen' | 'not-locked';
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
  if (moved !== undefined) return answer(input, 'published', [lock, built, moved], tell(moved));
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

/** The failure to resolve that nothing has been resolved since. */
function lastFailure(events: readonly ArchivedEvent[]): ArchivedEvent | undefined {
  const types = ['builder.ResolutionFailed.v1', 'builder.ResolutionRecovered.v1', 'builder.LockResolved.v1'] as const;
  const last = ofTypes(events, ...types).at(-1);
  return last?.type === 'builder.ResolutionFailed.v1' ? last : undefined;
}

function notLocked(input: WhyNotInput): WhyNot {
  const failure = lastFailure(input.events);
  if (failure !== undefined) return answer(input, 'failed', [failure], tell(failure));
  const lock = ofTypes(input.events, 'builder.LockResolved.v1').at(-1);
  const wanted = input.version === undefined ? input.name : `${input.name} ${input.version}`;
  return answer(
    input,
    'not-locked',
    lock === undefined ? [] : [lock],
    `no lock of ${input.image} has ever named ${wanted}`,
  );
}

function notBuilt(input: WhyNotInput, lock: Lock): WhyNot {
  const recipes = lock.data.recipes.map(({ recipe }) => recipe);
  const failure = ofTypes(input.events, 'builder.BuildFailed.v1', 'builder.BuildAbandoned.v1').findLast(({ data }) =>
    recipes.includes(data.recipe),
  );
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

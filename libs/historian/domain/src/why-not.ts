import type { ArchivedEvent } from './archive.projection.js';
import { channelStanding } from './channel-standing.js';
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

const of = (events: readonly ArchivedEvent[], ...types: readonly string[]): readonly ArchivedEvent[] =>
  events.filter(({ type }) => types.includes(type));
const field = (event: ArchivedEvent, name: string): unknown => (event.data as Record<string, unknown>)[name];

/** Why a release is not what the channels of an image hand out, from what happened to the image. */
export function whyNot(input: WhyNotInput): WhyNot {
  const locks = of(input.events, 'builder.LockResolved.v1');
  const lock = locks.findLast((event) => brings(event, input));
  const failure = lastFailure(input.events);
  // Whoever names no version asks about the newest, which no lock has named while resolving fails.
  if (lock === undefined || (input.version === undefined && failure !== undefined)) return notLocked(input);
  const revision = field(lock, 'revision');
  const built = of(input.events, 'builder.ImageBuilt.v1').find((event) => field(event, 'revision') === revision);
  if (built === undefined) return notBuilt(input, lock);
  const { stops, moved, retired } = channelStanding(input.events, revision);
  if (stops.length > 0) return answer(input, 'frozen', [lock, built, ...stops], stops.map(tell).join('; '));
  if (moved !== undefined) return answer(input, 'published', [lock, built, moved], tell(moved));
  if (retired !== undefined) return answer(input, 'not-published', [lock, built, retired], tell(retired));
  return notPublished(input, lock, built);
}

function notPublished(input: WhyNotInput, lock: ArchivedEvent, built: ArchivedEvent): WhyNot {
  const ofImage = (event: ArchivedEvent): boolean => field(event, 'index') === field(built, 'index');
  const verdict = of(input.events, 'tester.ImageApproved.v1', 'tester.ImageRejected.v1').findLast(ofImage);
  if (verdict?.type === 'tester.ImageRejected.v1') return rejected(input, [lock, built], verdict);
  const refused = of(input.events, 'distributor.PublicationRefused.v1').findLast(ofImage);
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

function brings(event: ArchivedEvent, { name, version }: WhyNotInput): boolean {
  const changes = field(event, 'changes') as readonly { readonly name: string; readonly to?: string }[];
  return changes.some((change) => change.name === name && (version === undefined || change.to === version));
}

/** The failure to resolve that nothing has been resolved since. */
function lastFailure(events: readonly ArchivedEvent[]): ArchivedEvent | undefined {
  const types = ['builder.ResolutionFailed.v1', 'builder.ResolutionRecovered.v1', 'builder.LockResolved.v1'];
  const last = of(events, ...types).at(-1);
  return last?.type === 'builder.ResolutionFailed.v1' ? last : undefined;
}

function notLocked(input: WhyNotInput): WhyNot {
  const failure = lastFailure(input.events);
  if (failure !== undefined) return answer(input, 'failed', [failure], tell(failure));
  const lock = of(input.events, 'builder.LockResolved.v1').at(-1);
  const wanted = input.version === undefined ? input.name : `${input.name} ${input.version}`;
  return answer(
    input,
    'not-locked',
    lock === undefined ? [] : [lock],
    `no lock of ${input.image} has ever named ${wanted}`,
  );
}

function notBuilt(input: WhyNotInput, lock: ArchivedEvent): WhyNot {
  const recipes = (field(lock, 'recipes') as readonly { readonly recipe: string }[]).map(({ recipe }) => recipe);
  const failure = of(input.events, 'builder.BuildFailed.v1', 'builder.BuildAbandoned.v1').findLast((event) =>
    recipes.includes(String(field(event, 'recipe'))),
  );
  return failure === undefined
    ? answer(input, 'not-built', [lock], 'it is locked and waits to be built')
    : answer(input, 'failed', [lock, failure], tell(failure));
}

interface Child {
  readonly platform: string;
  readonly tests: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly detail: string;
    readonly test: string;
  }[];
}

function rejected(input: WhyNotInput, chain: readonly ArchivedEvent[], verdict: ArchivedEvent): WhyNot {
  const children = field(verdict, 'children') as readonly Child[];
  const stopping = children.flatMap(({ platform, tests }) =>
    tests
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run')
      .map(({ name, outcome, detail, test }) => ({ line: `${platform} ${name} ${outcome}: ${detail}`, test })),
  );
  const runs = of(input.events, 'tester.TestFailed.v1', 'tester.TestNotRun.v1').filter((event) =>
    stopping.some(({ test }) => test === field(event, 'test')),
  );
  const logs = runs.flatMap((event) =>
    event.type === 'tester.TestFailed.v1' ? [`log ${String(field(event, 'log'))}`] : [],
  );
  const text = [...stopping.map(({ line }) => line), ...logs].join('; ');
  return answer(input, 'rejected', [...chain, ...runs, verdict], text);
}

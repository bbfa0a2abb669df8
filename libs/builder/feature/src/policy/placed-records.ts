import {
  platformsTold,
  releaseAt,
  type HoldRow,
  type HoldState,
  type PlacedCandidate,
  type placedStep,
  type SettledOutcome,
  type UpdateJudgement,
  type UpdateName,
} from '@quench/builder-domain';
import { holdStream, type ImageLine, type LockDocument, type LockedRelease } from '@quench/contracts';
import { ecosystemOf } from '@quench/kernel';
import type { Guard } from '@quench/ports';
import type { ReleaseLists } from '../lock/release-lists.js';
import type { LineInput } from '../lock/resolve-line.js';
import type { RecordedUpdate } from './gate.js';
import { askedBy, type Said } from './record-updates.js';

/** Releases that a line places by one range, on all of its platforms. */
export interface PlacedUpdate {
  readonly update: UpdateName;
  /** What names updates by its other places, whatever stands open there. */
  readonly others: readonly string[];
  /** Where they are placed. */
  readonly paths: readonly string[];
  /** The package of the first platform, and where it is. */
  readonly at: { readonly name: string; readonly path: string };
  /** What stood open and what people decided. */
  readonly state: HoldState;
  /** Whether what was recorded is about other packages, which counts no more. */
  readonly isOfOthers: boolean;
  /** What the line has and its range allows; undefined where there is none. */
  readonly has: string | undefined;
  /** The same of each platform. */
  readonly locked: readonly LockedRelease[];
  /** What it may take now, which may be what it has; undefined where it has none, or where no registry tells. */
  readonly chosen: string | undefined;
  /** The newest release that no person rejected, where it may not be taken. */
  readonly stopped: StoppedRelease | undefined;
}

/** A release that a line does not take now. */
export interface StoppedRelease {
  readonly candidate: PlacedCandidate;
  readonly judgement: Exclude<UpdateJudgement, { readonly kind: 'pass' | 'rejected' }>;
  readonly step: ReturnType<typeof placedStep>;
  /** Since when it could be had. RFC 3339 in UTC. */
  readonly since: string;
  /** Each once, and on which platforms it is placed. */
  readonly packages: readonly { readonly name: string; readonly platforms: readonly string[] }[];
  /** Of the first platform, without a version. */
  readonly origin: string;
  /** What the registry of the first platform listed, in the content store. */
  readonly list: string;
  readonly range: string;
}

/** What one look at the releases that a line places has found. */
export interface PlacedLook {
  /** What registries list, asked once for all that is decided by it. */
  readonly lists: ReleaseLists;
  /** Empty for a line that has no lock, and for one that no rule and no decision is about. */
  readonly updates: readonly PlacedUpdate[];
  /** The decisions of people that were read. */
  readonly guards: readonly Guard[];
  readonly stops: readonly RecordedUpdate[];
  /** Updates that were not settled before. */
  readonly rows: readonly HoldRow[];
}

/** Whether an update is one of a placed release. */
export const isPlaced = ({ update }: HoldRow): boolean => update.range !== undefined;

/** A command where a release waits. */
export function placedStop(input: LineInput, placed: PlacedUpdate, now: string): readonly RecordedUpdate[] {
  const { update, stopped } = placed;
  if (stopped === undefined) return [];
  const stream = holdStream(update);
  const said = saidOf(input, placed, stopped);
  const { judgement } = stopped;
  if (judgement.kind === 'wait') {
    return [{ stream, command: { type: 'Delay', data: { ...said, until: judgement.until } } }];
  }
  const { owner } = input.definition;
  const more = {
    ...(owner !== undefined && { owner }),
    ...askedBy(input, { state: placed.state, said, now }),
    fixed: [],
  };
  return [{ stream, command: { type: 'Hold', data: { ...said, ...more } } }];
}

function saidOf(
  { definition, definitionDigest }: LineInput,
  { update, has = '', locked, state }: PlacedUpdate,
  { candidate: { version: to }, judgement, step, since, packages, origin, list, range }: StoppedRelease,
): Said {
  const source = { ecosystem: ecosystemOf(origin), origin, suite: range };
  return {
    ...update,
    ...{ from: has, to, step: step === 'same' || step === 'backwards' ? 'unknown' : step, urgent: false },
    seen: state.seen?.version === to ? state.seen.first : { source, snapshot: list, date: since },
    packages: packages.map(({ name, platforms }) => {
      const before = locked.find((one) => one.name === name);
      const bytes = { fromBytes: before?.size ?? 0, toBytes: 0 };
      return { name, from: before?.version ?? has, to, ...bytes, ...platformsTold(platforms, definition.platforms) };
    }),
    ...{ rule: judgement.rule, definition: definitionDigest, range },
  };
}

/** What stood open and does not any longer, with the lock that was made. */
export function placedSettlements(
  line: ImageLine,
  {
    rows,
    updates,
    locked,
  }: Pick<PlacedLook, 'rows' | 'updates'> & { /** What was made. */ readonly locked: LockDocument },
): readonly RecordedUpdate[] {
  return rows.flatMap(({ purl, name }): readonly RecordedUpdate[] => {
    const placed = updates.find(({ update, others }) => [update.purl, ...others].includes(purl));
    const outcome = outcomeOf(placed, locked) ?? (placed?.others.includes(purl) ? { kind: 'withdrawn' } : undefined);
    const update = { ...line, purl, name };
    return outcome === undefined ? [] : [{ stream: holdStream(update), command: { type: 'Settle', update, outcome } }];
  });
}

/** Undefined where nothing is over: it waits, or nobody could tell, or the file of what may be taken could not be had. */
function outcomeOf(placed: PlacedUpdate | undefined, { platforms }: LockDocument): SettledOutcome | undefined {
  if (placed === undefined) return { kind: 'dropped' };
  const { has, chosen, stopped, at, isOfOthers } = placed;
  if (stopped !== undefined) return undefined;
  if (isOfOthers) return { kind: 'dropped' };
  const releases = platforms.flatMap((platform) => platform.releases ?? []);
  const now = releaseAt(releases, at);
  // A range that allows nothing of what the line had was not looked at before.
  if (has === undefined) return now === undefined ? undefined : { kind: 'taken', version: now.version };
  if (now === undefined || now.version !== chosen) return undefined;
  return now.version === has ? { kind: 'withdrawn' } : { kind: 'taken', version: now.version };
}

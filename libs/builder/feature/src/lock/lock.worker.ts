import {
  closedLine,
  definition as definitionDecider,
  lock,
  wereLocked,
  type ClosedLine,
  type LockState,
  type NewTestPlan,
} from '@quench/builder-domain';
import {
  definitionStream,
  FORMATS,
  lineDefinition,
  lineKey,
  lineName,
  lineOf,
  lockStream,
  newerFormat,
  PROD,
  TEST_PLATFORM,
  type DefinitionEvent,
  type ImageDefinition,
  type ImageLine,
  type LockDocument,
  type LockEvent,
  type LockResolved,
} from '@quench/contracts';
import { fold, IntegrityFault, Rejection, type Wanted } from '@quench/kernel';
import {
  causeOf,
  Clock,
  Documents,
  EventStore,
  handle,
  NOTHING,
  workContext,
  WorkQueue,
  type Claim,
  type Completion,
  type LeftToOthers,
  type Moot,
  type Stream,
  type Tx,
  type Worker,
} from '@quench/ports';
import { PluginError } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { LastOfCascade } from '../cascade/last-of-cascade.js';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import type { Base } from './base.js';
import { CheckedSnapshots, type NewestSnapshots } from './checked-snapshots.js';
import { DerivedLines } from './derived-lines.js';
import { NO_RECORDS, type UpdateRecords } from '../policy/gate.js';
import { UpdateGate } from '../policy/update-gate.js';
import { retired } from '../retired.js';
import { closedText, KeptLock, type KeptLine, type Telling } from './kept-lock.js';
import { OwnFormats, type WrittenFormats } from './own-formats.js';
import { ParentLocks } from './parent-locks.js';
import { PlanTests } from './plan-tests.js';
import { ResolveLine, type LineInput } from './resolve-line.js';

type Outcome =
  | { readonly plan: NewTestPlan; readonly resolved: LockResolved }
  | { readonly code: string; readonly detail: string; readonly chain: readonly string[] };

/** What came of looking at a line. */
interface Made {
  readonly outcome: Outcome;
  readonly read: NewestSnapshots;
  readonly records: UpdateRecords;
  readonly base: Base | undefined;
  readonly before: LockDocument | undefined;
}

/** What is recorded of it. */
interface Found extends KeptLine, Omit<Made, 'read'> {
  readonly claim: Claim;
  readonly snapshots: readonly string[];
  /** What a new lock asks for. */
  readonly asks: readonly Wanted[];
  readonly known: Stream<LockEvent>;
}

/** Brings the lock of a line up to its definition and the newest snapshots. */
@Injectable()
export class LockWorker implements Worker {
  readonly kind = 'lock';
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly accepted: AcceptedLines,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly snapshots: CheckedSnapshots,
    private readonly formats: OwnFormats,
    private readonly lines: ResolveLine,
    private readonly tests: PlanTests,
    private readonly gate: UpdateGate,
    private readonly last: LastOfCascade,
    private readonly parents: ParentLocks,
    private readonly derived: DerivedLines,
    private readonly kept: KeptLock,
    private readonly queue: WorkQueue,
  ) {}

  async work(claim: Claim, signal: AbortSignal): Promise<Completion | Moot | LeftToOthers> {
    const done = await this.lock(claim, signal);
    if ('leftToOthers' in done) return done;
    return async (tx) => {
      const moot = 'moot' in done ? done.moot : ((await done(tx)) ?? undefined);
      await this.last.tell(claim, tx);
      return moot;
    };
  }

  private async lock(claim: Claim, signal: AbortSignal): Promise<Completion | Moot | LeftToOthers> {
    const line = lineOf(claim.key);
    const from = (await this.accepted.get(line))?.definition.definition;
    if (from === undefined) return retired(line);
    // Read here, too: what this version cannot read, it leaves to others before the slow part.
    const { events: accepted } = await this.store.read<DefinitionEvent>(definitionStream(line.image));
    const earlier = this.closed(accepted, line, from);
    if (earlier !== undefined && earlier.code !== 'stream-ended') return { moot: closedText(earlier) };
    const written = await this.documents.read<ImageDefinition>(from);
    const unread = newerFormat(written, FORMATS.definition);
    if (unread !== undefined) return { leftToOthers: `format-newer: the definition of ${claim.key}: ${unread}` };
    const definition = lineDefinition(written, line);
    const prod = lineDefinition(written, { ...line, variant: PROD });
    if (definition === undefined || prod === undefined) return retired(line);
    const known = await this.store.read<LockEvent>(lockStream(line));
    const head = fold(lock, known.events);
    const formats = await this.formatsOf(head);
    const newer = newerThan(formats) ?? newerThan(await this.formatsOf(await this.parents.head(definition)));
    if (newer !== undefined) return { leftToOthers: `format-newer: the lock of ${claim.key}: ${newer}` };
    if (earlier !== undefined) {
      const before = await this.lockOf(head);
      const kept = { line, definition, from, before };
      return async (tx) => this.kept.closed(kept, await this.telling(claim, line, tx));
    }
    const made = await this.make({ line, definition, prod, definitionDigest: from, head, formats, signal });
    // An archive that was never reported, or not for all platforms, will ask for this lock when it is, as its parent will.
    if (made === undefined) return NOTHING;
    const { outcome, read, records, base, before } = made;
    const snapshots = read.snapshots.map(({ signed }) => signed);
    // What was read is a cause, too, whatever asked for the lock.
    const because = { ...claim, causes: [...new Set([...claim.causes, ...read.events, ...eventOf(base)])] };
    const asks = [...(await this.derived.locks(line, claim.causes)), ...imageOf(line, outcome, known.events)];
    const kept = { line, definition, from, before };
    return (tx) => this.record({ ...kept, claim: because, outcome, snapshots, records, base, asks, known }, tx);
  }

  /** What comes of looking at a line; undefined where it is too early for that. */
  private async make(wanted: Omit<LineInput, 'snapshots' | 'before' | 'base'>): Promise<Made | undefined> {
    const { definition, head } = wanted;
    let read: NewestSnapshots = { snapshots: [], events: [] };
    let records = NO_RECORDS;
    let base: Base | undefined;
    let before: LockDocument | undefined;
    const outcome = await expected(async () => {
      before = await this.lockOf(head);
      const platforms = [TEST_PLATFORM, ...definition.platforms];
      const since = before?.snapshots ?? [];
      const newest = await this.snapshots.newest(definition.distribution, { platforms, now: this.clock.now(), since });
      if (newest === undefined) return undefined;
      read = newest;
      const found = await this.parents.of(definition);
      if (found === 'later') return undefined;
      base = found;
      const input = { ...wanted, snapshots: newest.snapshots, before, base };
      const gate = await this.gate.look(input, (own) => (records = own));
      records = gate;
      const plan = await this.tests.plan(input);
      const resolved = await this.lines.resolve(input, gate);
      records = await this.gate.resolved(input, gate, resolved);
      return { plan, resolved };
    });
    return outcome && { outcome, read, records, base, before };
  }

  private async lockOf({ lock: head }: LockState): Promise<LockDocument | undefined> {
    return head === undefined ? undefined : this.documents.read<LockDocument>(head);
  }

  private async formatsOf(head: LockState | undefined): Promise<WrittenFormats | undefined> {
    const [first] = head?.recipes ?? [];
    return first && this.formats.of(first.recipe);
  }

  private closed(events: readonly DefinitionEvent[], line: ImageLine, from: string): ClosedLine | undefined {
    return closedLine(fold(definitionDecider, events), line, { from, at: this.clock.now() });
  }

  private async telling(claim: Claim, { image }: ImageLine, tx: Tx): Promise<Telling> {
    const at = this.clock.now();
    const accepted = await this.store.read<DefinitionEvent>(definitionStream(image), { tx });
    return { at, accepted, context: (part) => workContext({ service: 'builder', claim, at, part }), tx };
  }

  /** Answers why there was nothing to record, if so. */
  private async record(input: Found, tx: Tx): Promise<string | undefined> {
    const { claim, line, outcome, from, snapshots, records, base, known } = input;
    const telling = await this.telling(claim, line, tx);
    const moot = await this.kept.closed(input, telling);
    if (moot !== undefined) return moot;
    const { accepted, context } = telling;
    const parent = await this.parents.guards(base, tx);
    if (parent === undefined)
      return `parent-moved: the line that ${lineName(line)} is derived from has another lock now`;
    const guards = [{ stream: definitionStream(line.image), version: accepted.version }, ...records.guards, ...parent];
    const target = { stream: lockStream(line), decider: lock, known, guards, tx };
    if ('code' in outcome) {
      const data = { ...line, definition: from, snapshots, ...outcome };
      await handle(this.store, target, { type: 'Fail', data }, context('fail'));
      await this.kept.letGo(input, telling);
      await this.gate.record(records.stops, context, tx);
      return undefined;
    }
    // The plan after the lock: whoever reads that a definition has its plan knows by then which image it is for.
    const locked = await handle(this.store, target, { type: 'Resolve', data: outcome.resolved }, context('resolve'));
    for (const resolved of locked.filter(({ type }) => type === 'builder.LockResolved.v1')) {
      await this.queue.enqueue(input.asks, causeOf(resolved), tx);
    }
    const [told] = locked;
    if (told !== undefined) {
      const had = fold(lock, known.events).channels;
      const gained = outcome.resolved.channels.filter((tag) => !had.includes(tag));
      await this.queue.enqueue(await this.kept.holders(line, gained, telling), causeOf(told), tx);
    }
    await this.gate.record([...records.stops, ...records.settled], context, tx);
    const planned = { stream: definitionStream(line.image), decider: definitionDecider, known: accepted, tx };
    await handle(this.store, planned, { type: 'LockTestPlan', data: outcome.plan }, context('plan'));
    return undefined;
  }
}

/** A lock that a newer version made is not made again as we would. */
const newerThan = (formats: WrittenFormats | undefined): string | undefined =>
  formats?.age === 'newer' ? formats.text : undefined;

/** What was locked before may be built already: then the image waits for no build, nor behind those of others. */
const imageOf = (line: ImageLine, outcome: Outcome, events: readonly LockEvent[]): readonly Wanted[] =>
  'resolved' in outcome && wereLocked(outcome.resolved.recipes, events)
    ? [{ kind: 'image', key: lineKey(line), fairKey: line.image }]
    : [];

const eventOf = (base: Base | undefined): readonly string[] => (base === undefined ? [] : [base.event]);

/** What a rule or the archive's own content says no to is a fact; a world in the way is thrown. */
async function expected<T>(
  work: () => Promise<T>,
): Promise<T | { readonly code: string; readonly detail: string; readonly chain: readonly string[] }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PluginError) return { code: error.code, detail: error.message, chain: error.chain };
    if (error instanceof Rejection || error instanceof IntegrityFault) {
      return { code: error.code, detail: error.message, chain: [] };
    }
    throw error;
  }
}

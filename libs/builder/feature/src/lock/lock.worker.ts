import {
  definition as definitionDecider,
  definitions,
  lock,
  type DefinitionRow,
  type LockState,
} from '@quench/builder-domain';
import {
  definitionStream,
  lineOf,
  lockStream,
  type DefinitionEvent,
  type ImageDefinition,
  type ImageLine,
  type LockDocument,
  type LockEvent,
  type LockResolved,
  type TestPlanLocked,
} from '@quench/contracts';
import { fold, IntegrityFault, Rejection } from '@quench/kernel';
import {
  Documents,
  Clock,
  EventStore,
  handle,
  ReadModels,
  workContext,
  type Claim,
  type Completion,
  type LeftToOthers,
  type Tx,
  type Worker,
} from '@quench/ports';
import { PluginError } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots, type NewestSnapshots } from './checked-snapshots.js';
import { retired } from '../retired.js';
import { OwnFormats } from './own-formats.js';
import { PlanTests } from './plan-tests.js';
import { ResolveLine } from './resolve-line.js';

type Outcome =
  | { readonly plan: Required<TestPlanLocked>; readonly resolved: LockResolved }
  | { readonly code: string; readonly detail: string; readonly chain: readonly string[] };

/** Brings the lock of a line up to its definition and the newest snapshots. */
@Injectable()
export class LockWorker implements Worker {
  readonly kind = 'lock';
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly snapshots: CheckedSnapshots,
    private readonly formats: OwnFormats,
    private readonly lines: ResolveLine,
    private readonly tests: PlanTests,
  ) {}

  async work(claim: Claim, signal: AbortSignal): Promise<Completion | LeftToOthers> {
    const line = lineOf(claim.key);
    const row = await this.models.get<DefinitionRow>(definitions.name, line.image);
    if (row === undefined) return retired(line.image);
    // Read here, too: what this version cannot read, it leaves to others before the slow part.
    const { events: accepted } = await this.store.read<DefinitionEvent>(definitionStream(line.image));
    const earlier = superseded(accepted, row);
    if (earlier !== undefined) return async () => earlier;
    const image = await this.documents.read<ImageDefinition>(row.definition);
    const { events } = await this.store.read<LockEvent>(lockStream(line));
    const head = fold(lock, events);
    const newer = await this.newer(head);
    if (newer !== undefined) return { leftToOthers: `format-newer: the lock of ${claim.key}: ${newer}` };
    let read: NewestSnapshots = { snapshots: [], events: [] };
    const outcome = await expected(async () => {
      const before = head.lock === undefined ? undefined : await this.documents.read<LockDocument>(head.lock);
      const freshness = { now: this.clock.now(), since: before?.snapshots ?? [] };
      const newest = await this.snapshots.newest(image.distribution, freshness);
      if (newest === undefined) return undefined;
      read = newest;
      const { snapshots } = newest;
      const input = { line, definition: image, definitionDigest: row.definition, snapshots, head, signal };
      return { plan: await this.tests.plan(input), resolved: await this.lines.resolve(input) };
    });
    // An archive that was never reported will ask for this lock when it is.
    if (outcome === undefined) return async () => {};
    const snapshots = read.snapshots.map(({ signed }) => signed);
    // What was read is a cause, too, whatever asked for the lock.
    const because = { ...claim, causes: [...new Set([...claim.causes, ...read.events])] };
    return (tx) => this.record({ claim: because, line, outcome, row, snapshots }, tx);
  }

  /** A lock that a newer version made is not made again as we would. */
  private async newer({ recipes: [first] }: LockState): Promise<string | undefined> {
    if (first === undefined) return undefined;
    const { age, text } = await this.formats.of(first.recipe);
    return age === 'newer' ? text : undefined;
  }

  /** Answers why there was nothing to record, if so. */
  private async record(
    input: {
      readonly claim: Claim;
      readonly line: ImageLine;
      readonly outcome: Outcome;
      readonly row: DefinitionRow;
      readonly snapshots: readonly string[];
    },
    tx: Tx,
  ): Promise<string | undefined> {
    const { claim, line, outcome, row, snapshots } = input;
    const { epoch } = await this.store.head();
    const at = this.clock.now();
    const context = (part: string) => workContext({ service: 'builder', epoch, claim, at, part });
    const accepted = await this.store.read<DefinitionEvent>(definitionStream(line.image), { tx });
    const moot = superseded(accepted.events, row);
    if (moot !== undefined) return moot;
    const guards = [{ stream: definitionStream(line.image), version: accepted.version }];
    const target = { stream: lockStream(line), decider: lock, guards, tx };
    if ('code' in outcome) {
      const data = { ...line, definition: row.definition, snapshots, ...outcome };
      await handle(this.store, target, { type: 'Fail', data }, context('fail'));
      return undefined;
    }
    // The plan after the lock: whoever reads that a definition has its plan knows by then which image it is for.
    await handle(this.store, target, { type: 'Resolve', data: outcome.resolved }, context('resolve'));
    const planned = { stream: definitionStream(line.image), decider: definitionDecider, tx };
    await handle(this.store, planned, { type: 'LockTestPlan', data: outcome.plan }, context('plan'));
    return undefined;
  }
}

/**
 * Why a definition is no longer to be locked, if so: what was accepted or retired meanwhile asked for another lock or for
 * none, and this one would become the head.
 */
const superseded = (events: readonly DefinitionEvent[], { image, definition }: DefinitionRow): string | undefined =>
  fold(definitionDecider, events).definition === definition
    ? undefined
    : `definition-superseded: ${image} has another definition now, or none`;

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

import type { ArchiveEvent, ArchiveSnapshotTaken, ArchiveSource } from '@quench/contracts';
import { archiveStream } from '@quench/contracts';
import { canonicalJson, fold, IntegrityFault, Rejection, TransientFault, type Digest, type Json } from '@quench/kernel';
import { PluginError, type Snapshot } from '@quench/plugin-sdk';
import {
  Clock,
  ContentStore,
  Ecosystems,
  EventStore,
  handle,
  ReadModels,
  workContext,
  WorkQueue,
  type Claim,
  type Completion,
  type Worker,
} from '@quench/ports';
import {
  archive,
  followed,
  nextPollMs,
  platformsOf,
  type ArchiveAnswer,
  type FollowedRow,
  type PollPolicy,
} from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

/** More definitions than a catalog has. */
const MAX_DEFINITIONS = 100_000;

/** How often archives are asked; bound by the process. */
export abstract class PollSettings {
  abstract readonly policy: PollPolicy;
}

/** Asks one archive for its signed index, records how it answered, and asks to be run again. */
@Injectable()
export class PollWorker implements Worker {
  readonly kind = 'poll';
  readonly concurrency = 4;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;
  /** Answers in a row that were trouble, by archive; forgetting it on restart only asks sooner. */
  private readonly troubles = new Map<string, number>();

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly content: ContentStore,
    private readonly ecosystems: Ecosystems,
    private readonly clock: Clock,
    private readonly settings: PollSettings,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const rows = await this.models.list<FollowedRow>(followed.name, { limit: MAX_DEFINITIONS });
    const platforms = platformsOf(
      rows.map(({ row }) => row),
      claim.key,
    );
    if (platforms.length === 0) return async () => {};
    const source = sourceOf(claim.key);
    const stream = archiveStream(source);
    const { events } = await this.store.read<ArchiveEvent>(stream);
    const previous = fold(archive, events).snapshot;
    const answer = await this.answer(source, platforms, previous);
    const { epoch } = await this.store.head();
    const context = workContext({ service: 'watcher', epoch, claim, at: this.clock.now(), part: 'poll' });
    const again = { kind: this.kind, key: claim.key, notBefore: this.next(claim, answer) };
    return async (tx) => {
      await handle(this.store, { stream, decider: archive, tx }, { ...answer, source }, context);
      await this.queue.enqueue([again], { causes: [], correlationId: claim.correlationId }, tx);
    };
  }

  private next(claim: Claim, answer: ArchiveAnswer): string {
    const good = answer.type === 'Changed' || answer.type === 'Unchanged';
    const troubles = good ? 0 : (this.troubles.get(claim.key) ?? 0) + 1;
    this.troubles.set(claim.key, troubles);
    const waitMs = nextPollMs(this.settings.policy, {
      troubles,
      ...(answer.type === 'Throttled' && { retryAfterMs: answer.retryAfterMs }),
      seed: `${claim.key} ${String(claim.generation)}`,
    });
    return new Date(Date.parse(this.clock.now()) + waitMs).toISOString();
  }

  private async answer(
    source: ArchiveSource,
    platforms: readonly string[],
    previous: ArchiveSnapshotTaken | undefined,
  ): Promise<ArchiveAnswer> {
    try {
      const { plugin, host } = this.ecosystems.get(source.ecosystem);
      const before = previous && snapshotOf(previous);
      const options = { previous: before, platforms, now: this.clock.now() };
      const after = await plugin.snapshots.take({ origin: source.origin, suite: source.suite }, options, host);
      if (after === undefined) return { type: 'Unchanged' };
      const changes = await plugin.snapshots.changes(before, after, host);
      const list = new TextEncoder().encode(canonicalJson(changes as unknown as Json));
      const { digest } = await this.content.write(list);
      const { added, updated, removed } = changes;
      return {
        type: 'Changed',
        data: {
          source,
          signed: after.signed,
          date: after.date,
          ...(after.validUntil !== undefined && { validUntil: after.validUntil }),
          freshness: after.freshness,
          signedBy: after.signedBy,
          indexes: after.indexes,
          changes: { added: added.length, updated: updated.length, removed: removed.length, list: digest },
          plugin: `${plugin.ecosystem}/${plugin.version}`,
        },
      };
    } catch (error) {
      return troubleOf(error);
    }
  }
}

/** Trouble with an archive is a fact; anything that is no trouble of the archive's is thrown. */
function troubleOf(error: unknown): ArchiveAnswer {
  if (error instanceof PluginError) {
    return error.code === 'expired'
      ? { type: 'Stale', detail: error.message }
      : { type: 'Rejected', code: error.code, detail: error.message };
  }
  if (error instanceof TransientFault) {
    const { retryAfterMs } = error as { retryAfterMs?: unknown };
    return error.code === 'registry-throttled' && typeof retryAfterMs === 'number'
      ? { type: 'Throttled', retryAfterMs }
      : { type: 'Unreachable', detail: error.message };
  }
  if (error instanceof Rejection || error instanceof IntegrityFault) {
    return { type: 'Rejected', code: error.code, detail: error.message };
  }
  throw error;
}

const sourceOf = (key: string): ArchiveSource => {
  const [ecosystem = '', origin = '', ...suite] = key.split('/');
  return { ecosystem, origin, suite: suite.join('/') };
};

const snapshotOf = (data: ArchiveSnapshotTaken): Snapshot => ({
  source: { origin: data.source.origin, suite: data.source.suite },
  signed: data.signed as Digest,
  date: data.date,
  validUntil: data.validUntil,
  freshness: data.freshness,
  signedBy: data.signedBy,
  indexes: data.indexes as Snapshot['indexes'],
});

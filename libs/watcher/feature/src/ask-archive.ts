import type { ArchiveSource } from '@quench/contracts';
import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError, type Snapshot } from '@quench/plugin-sdk';
import { Clock, Documents, Ecosystems } from '@quench/ports';
import { covers, wentBack, type ArchiveAnswer, type ArchiveState } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';
import { BelievedSnapshots, type Believed } from './believed-snapshots.js';

export interface Question {
  readonly source: ArchiveSource;
  readonly platforms: readonly string[];
  /** What is known of the archive. */
  readonly state: Pick<ArchiveState, 'snapshot' | 'kept'>;
}

export interface Asked {
  readonly answer: ArchiveAnswer;
  /** Snapshots that were told and turned out to be none of the archive's. */
  readonly disowned: Believed['disowned'];
}

/** Asks an archive for its signed index. */
@Injectable()
export class AskArchive {
  constructor(
    private readonly believed: BelievedSnapshots,
    private readonly ecosystems: Ecosystems,
    private readonly documents: Documents,
    private readonly clock: Clock,
  ) {}

  /** How the archive answered. Trouble with it is an answer; anything that is no trouble of the archive's is thrown. */
  async ask(question: Question): Promise<Asked> {
    let disowned: Believed['disowned'] = [];
    try {
      const believed = await this.believed.of(question.source, question.state.kept);
      ({ disowned } = believed);
      return { disowned, answer: await this.answer(question, believed.newest) };
    } catch (error) {
      return { disowned, answer: troubleOf(error) };
    }
  }

  private async answer({ source, platforms, state }: Question, newest: Snapshot | undefined): Promise<ArchiveAnswer> {
    const { plugin, host } = this.ecosystems.get(source.ecosystem);
    // What was told last must be believed and have all indexes that are wanted; else all is taken, although it is the same.
    const stands = newest?.signed === state.snapshot?.signed && newest !== undefined && covers(newest, platforms);
    const previous = stands ? newest : undefined;
    const options = { previous, platforms, now: this.clock.now() };
    const after = await plugin.snapshots.take({ origin: source.origin, suite: source.suite }, options, host);
    if (after === undefined) return { type: 'Unchanged' };
    if (wentBack(after, newest)) {
      const detail = `The index is of ${after.date}, although one of ${String(newest?.date)} has been seen.`;
      return { type: 'Rejected', code: 'not-authentic', detail };
    }
    const changes = await plugin.snapshots.changes(newest, after, host);
    const list = await this.documents.write(changes);
    const { added, updated, removed } = changes;
    const data = {
      source,
      signed: after.signed,
      date: after.date,
      ...(after.validUntil !== undefined && { validUntil: after.validUntil }),
      freshness: after.freshness,
      signedBy: after.signedBy,
      indexes: after.indexes,
      ...(after.lacking !== undefined && { lacking: after.lacking }),
      changes: { added: added.length, updated: updated.length, removed: removed.length, list },
      plugin: `${plugin.ecosystem}/${plugin.version}`,
    };
    this.believed.note(data, after);
    return { type: 'Changed', data };
  }
}

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

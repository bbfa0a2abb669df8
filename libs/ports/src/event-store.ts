import type { Actor, Appended, EventLike, Recorded } from '@quench/kernel';
import { TransientFault } from '@quench/kernel';
import type { Tx } from './transaction.js';

/** What a decision carries besides its events. */
export interface CommandContext {
  /** Derived, so that the same command tried again has the same id. */
  readonly commandId: string;
  readonly causes: readonly string[];
  readonly correlationId: string;
  readonly actor: Actor;
  /** RFC 3339 in UTC, ending in `Z`. */
  readonly occurredAt: string;
  readonly traceparent?: string | undefined;
  /** Of the work that leads here; 0 and absent are ordinary. */
  readonly priority?: number | undefined;
}

/** A stream that a decision also depended on: the append fails unless it is still at `version`. */
export interface Guard {
  readonly stream: string;
  readonly version: number;
}

export interface Append {
  readonly stream: string;
  /** 0 for a stream that must not exist yet. */
  readonly expectedVersion: number;
  /** At least one. */
  readonly events: readonly EventLike[];
  readonly context: CommandContext;
  readonly guards?: readonly Guard[];
}

export interface Stream<Event extends EventLike> {
  /** Oldest first, each lifted to its newest version. */
  readonly events: readonly Appended<Event>[];
  /** How many events the stream holds; 0 for one not begun. */
  readonly version: number;
}

/** The end of a log. `seq` is 0 while it is empty. */
export interface Head {
  readonly epoch: number;
  readonly seq: number;
}

/** Of data: what comes after so many bytes of events is not handed out for a feed before the next question. */
export const RANGE_BYTES = 8 * 1024 * 1024;

/** One life of a producer's database. */
export interface Epoch {
  readonly epoch: number;
  /** The first number given in it; numbers of the epoch before from here on are void. */
  readonly firstSeq: number;
}

/** Another writer was faster: load and decide again. */
export class VersionConflict extends TransientFault {
  constructor(stream: string, expected: number) {
    super('version-conflict', `${stream} is no longer at version ${String(expected)}`);
  }
}

/** Port. One service's events: append-only streams, and one log in commit order. */
export abstract class EventStore {
  /**
   * The whole stream, or what of it was in the log at `upTo` (a `globalSeq`). Within `tx` it sees what `tx` appended.
   * @throws IntegrityFault `event-unknown` for a type that this version does not know, `stream-too-long`
   */
  abstract read<Event extends EventLike>(
    stream: string,
    options?: { readonly upTo?: number; readonly tx?: Tx | undefined },
  ): Promise<Stream<Event>>;

  /**
   * As `read`, of some streams, a question for each hundred; those that have not begun are in it, empty. All are held at once.
   * @throws IntegrityFault as `read` does
   */
  abstract readMany<Event extends EventLike>(
    streams: readonly string[],
    options?: { readonly tx?: Tx | undefined },
  ): Promise<ReadonlyMap<string, Stream<Event>>>;

  /**
   * At most `limit` events of the log after `after` (a `globalSeq`), in order.
   * @throws IntegrityFault `event-unknown` for a type that this version does not know
   */
  abstract range(after: number, limit: number): Promise<readonly Recorded[]>;

  /**
   * As `range`, for a feed: an event of a type that this version does not know comes as it was written, since whoever
   * subscribed to it or did not must be able to park it or to pass it over. The answer ends after the event whose data
   * reaches `RANGE_BYTES`: only one without events is the end of the log.
   */
  abstract rangeForFeed(after: number, limit: number): Promise<readonly Recorded[]>;

  abstract head(): Promise<Head>;

  /** All epochs, oldest first; at least one. */
  abstract epochs(): Promise<readonly Epoch[]>;

  /** The log as of an instant: the greatest `globalSeq` with `sequencedAt ≤ at`, 0 before the first. */
  abstract seqAt(at: string): Promise<number>;

  /**
   * Appends in one statement, after validating each event against its contract. The same command appended again
   * answers the events of the first time.
   * @throws VersionConflict when the stream or a guard has moved
   * @throws Rejection `event-invalid`, `event-unknown`, `event-too-large`, `command-id-malformed`, and `command-id-reused`
   * when the command was decided on another stream
   */
  abstract append(request: Append, tx?: Tx): Promise<readonly Appended[]>;
}

import type { EventLike } from './decider.js';

/** What the store adds to a fact when it is appended. Instants are RFC 3339 in UTC, ending in `Z`. */
export interface Origin {
  /** UUIDv5 of (command id, index). */
  readonly id: string;
  /** `<service>.<aggregate>/<natural key>` */
  readonly stream: string;
  /** 1 for the first event of the stream, then contiguous. */
  readonly version: number;
  readonly occurredAt: string;
  readonly commandId: string;
  /** Ids of the events that led here; several where work coalesced. Empty for a root cause. */
  readonly causes: readonly string[];
  /** The same for everything that follows from one root cause. */
  readonly correlationId: string;
  readonly actor: Actor;
  /** The service and its version: `builder/0.1.0`. */
  readonly producer: string;
  /** W3C trace context of the command. */
  readonly traceparent?: string | undefined;
  /** Of the work that led here, from 1 to `PERSON_PRIORITY`: what follows is as urgent. Absent: ordinary. */
  readonly priority?: number | undefined;
}

/** What the sequencer adds: the place of the event in its producer's log. */
export interface LogPlace {
  /** Which life of the producer's database numbered the event; raised when that is restored. */
  readonly epoch: number;
  /** Contiguous within the producer, in commit order. */
  readonly globalSeq: number;
  /** When the event got its number; never decreasing along `globalSeq`. */
  readonly sequencedAt: string;
}

/** Who acted: a person is an id, never a name or an address. */
export interface Actor {
  readonly kind: 'service' | 'person';
  readonly id: string;
  /** How the actor was authenticated: `process` within one service, `local-user` at the command line. */
  readonly authenticatedBy: string;
}

/** An event as its own service reads it from a stream, perhaps before the sequencer reached it. */
export type Appended<Event extends EventLike = EventLike> = Origin & Event;

/** An event as every reader of a log sees it: lifted to its newest version, with the whole envelope. */
export type Recorded<Event extends EventLike = EventLike> = Origin & LogPlace & Event;

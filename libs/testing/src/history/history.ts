import type { Json } from '@quench/kernel';

/** What clients and workers were told, in no order, and what the raw tables hold when everything has come to rest. */
export interface History {
  readonly acknowledged: readonly Acknowledged[];
  readonly claims: readonly Claimed[];
  readonly completions: readonly Completed[];
  readonly pushes: readonly Push[];
  readonly consumers: readonly Subscription[];
  readonly effects: readonly ConsumerEffect[];
  readonly lines: readonly LineFact[];
  readonly rebuilds: readonly Rebuild[];
  readonly tables: RawTables;
}

/** A client was told that its command led to these events. Told twice when it asked twice. */
export interface Acknowledged {
  readonly commandId: string;
  readonly eventIds: readonly string[];
}

/** A worker was told that the item is its own under this fence. */
export interface Claimed {
  readonly kind: string;
  readonly key: string;
  readonly generation: number;
  readonly fence: number;
}

/** A completion that took effect: a worker was told so, or an event that only a completion appends says so. */
export interface Completed extends Claimed {
  readonly source: 'told' | 'event';
}

/** What lies outside, in the place that an item pushes to. One digest for each target is right. */
export interface Push {
  readonly target: string;
  readonly digest: string;
}

/** What a consumer reads of the log. */
export interface Subscription {
  /** Names the cursor. */
  readonly consumer: string;
  readonly producer: string;
  readonly types: readonly string[];
}

/** What a consumer's effect shows of one event. */
export interface ConsumerEffect {
  readonly consumer: string;
  readonly eventId: string;
  /** How often it took effect. */
  readonly times: number;
  /** Grows with the order of effects; absent where an effect does not show it. */
  readonly order?: number;
}

/** Facts about a line of images and its channels, each at its number in the log. */
export type LineFact =
  | {
      readonly fact: 'locked';
      readonly line: string;
      readonly revision: number;
      readonly recipe: string;
      readonly seq: number;
    }
  | {
      readonly fact: 'built';
      readonly recipe: string;
      readonly digest: string;
      readonly provenance: Proof;
      readonly seq: number;
    }
  | {
      readonly fact: 'judged';
      readonly digest: string;
      readonly verdict: 'approved' | 'rejected';
      readonly signature: Proof;
      readonly seq: number;
    }
  | {
      readonly fact: 'moved' | 'rolled-back';
      readonly line: string;
      readonly channel: string;
      readonly revision: number;
      readonly digest: string;
      readonly seq: number;
    };

/** Whether what was signed holds when it is checked again. */
export type Proof = 'valid' | 'invalid';

/** The rows of one projection as they were kept, and as they come out of the log anew. */
export interface Rebuild {
  readonly projection: string;
  readonly live: Rows;
  readonly rebuilt: Rows;
}

export type Rows = Readonly<Record<string, Json>>;

/** One service's tables. */
export interface RawTables {
  readonly event: readonly EventRow[];
  readonly eventLog: readonly LogRow[];
  /** Positions. */
  readonly outbox: readonly number[];
  readonly cursor: readonly CursorRow[];
  readonly parked: readonly ParkedRow[];
  readonly work: readonly WorkTableRow[];
}

export interface EventRow {
  readonly position: number;
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly commandId: string;
  /** What a client asked for, as the event itself tells; absent for events that no client asked for. */
  readonly request?: string;
}

export interface LogRow {
  readonly globalSeq: number;
  readonly position: number;
  /** RFC 3339. */
  readonly sequencedAt: string;
}

export interface CursorRow {
  readonly consumer: string;
  readonly producer: string;
  readonly seq: number;
}

export interface ParkedRow extends CursorRow {
  readonly reason: string;
}

export interface WorkTableRow {
  readonly kind: string;
  readonly key: string;
  readonly state: string;
  readonly wanted: number;
  readonly done: number;
  readonly fence: number;
  /** Tries of the generation that is being worked on. */
  readonly attempts?: number;
  readonly effect?: string;
  readonly reason?: string;
}

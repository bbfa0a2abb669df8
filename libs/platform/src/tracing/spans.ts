import { sha256, type Recorded } from '@quench/kernel';
import type { Claim } from '@quench/ports';
import type { Digested, WorkOutcome } from '../runtime/index.js';

/**
 * One step of a release on its way, as tracing tools draw it. Its ids are derived from the envelope, so that services need
 * not hand them on, and whoever tells a step again tells the same span.
 */
export interface SpanFacts {
  /** 16 bytes in hex: the same for everything with one correlation id. */
  readonly traceId: string;
  /** 8 bytes in hex. */
  readonly spanId: string;
  /** The event that led here; none for what a person or a timer asked for. */
  readonly parentId?: string | undefined;
  readonly name: string;
  readonly kind: 'event' | 'consumer' | 'work';
  /** Milliseconds of the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** Why it did not end well. */
  readonly failure?: string | undefined;
}

/** A step that began and ended. */
export interface Took {
  readonly startMs: number;
  readonly endMs: number;
}

const hexOf = (parts: readonly (string | number)[]): string => sha256(JSON.stringify(parts)).replace(/^sha256:/, '');

/** The trace of everything that follows from one root cause. */
export const traceIdOf = (correlationId: string): string => hexOf(['trace', correlationId]).slice(0, 32);

const spanIdOf = (...parts: readonly (string | number)[]): string => hexOf(parts).slice(0, 16);

const eventSpanId = (eventId: string): string => spanIdOf('event', eventId);

/** Work that coalesced has several causes: the first is the parent, and the attribute names all of them. */
const parentOf = ([cause]: readonly string[]): Pick<SpanFacts, 'parentId'> =>
  cause === undefined ? {} : { parentId: eventSpanId(cause) };

/** From the decision that made an event until it was on its way to others: with the broker, or in the log. */
export const eventSpan = (event: Recorded, endMs: number): SpanFacts => {
  const startMs = Date.parse(event.occurredAt);
  return {
    traceId: traceIdOf(event.correlationId),
    spanId: eventSpanId(event.id),
    ...parentOf(event.causes),
    name: event.type,
    kind: 'event',
    startMs,
    // Clocks of two hosts may differ.
    endMs: Math.max(startMs, endMs),
    attributes: {
      'quench.stream': event.stream,
      'quench.seq': event.globalSeq,
      'quench.event_id': event.id,
      'quench.causes': event.causes,
      'quench.correlation_id': event.correlationId,
    },
  };
};

/** A consumer's transaction, once below each event that it digested. */
export const digestSpans = (service: string, digested: Digested, endMs: number): readonly SpanFacts[] => {
  const { consumer, producer, events, tookMs } = digested;
  return events.map((event) => ({
    traceId: traceIdOf(event.correlationId),
    spanId: spanIdOf('digest', service, consumer, event.id),
    parentId: eventSpanId(event.id),
    name: `digest ${consumer}`,
    kind: 'consumer',
    startMs: endMs - tookMs,
    endMs,
    attributes: {
      'quench.consumer': consumer,
      'quench.producer': producer,
      'quench.event_type': event.type,
      'quench.batch_events': events.length,
      'quench.correlation_id': event.correlationId,
    },
  }));
};

/** A try of a work item, from its claim to its end. */
export const workSpan = (service: string, claim: Claim, outcome: WorkOutcome, took: Took): SpanFacts => {
  const { kind, key, generation, fence, attempt, causes, correlationId } = claim;
  return {
    traceId: traceIdOf(correlationId),
    spanId: spanIdOf('work', service, kind, key, generation, fence),
    ...parentOf(causes),
    name: `work ${kind}`,
    kind: 'work',
    ...took,
    attributes: {
      'quench.kind': kind,
      'quench.key': key,
      'quench.attempt': attempt,
      'quench.generation': generation,
      'quench.outcome': outcome.outcome,
      'quench.causes': causes,
      'quench.correlation_id': correlationId,
      ...('moot' in outcome && { 'quench.moot': outcome.moot }),
    },
    failure: failureIn(outcome),
  };
};

function failureIn(outcome: WorkOutcome): string | undefined {
  if (outcome.outcome === 'failed') return outcome.reason;
  return outcome.outcome === 'lost' ? 'lease-lost: what it made was thrown away' : undefined;
}

import type { Contracts } from '@quench/contracts';
import { eventId, IntegrityFault, Rejection, upcast, type Appended, type EventLike } from '@quench/kernel';
import type { Append } from './event-store.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The events of a request in their envelopes, as any store keeps them.
 * @throws Rejection `event-unknown`, `event-invalid`, `command-id-malformed`
 */
export function envelop(request: Append, producer: string, contracts: Contracts): readonly Appended[] {
  const { stream, expectedVersion, events, context } = request;
  const { commandId, causes, correlationId, actor, traceparent, priority = 0 } = context;
  // Event ids are derived from the bytes of this UUID: of another text nothing would be left, and all would be equal.
  if (!UUID.test(commandId)) {
    throw new Rejection('command-id-malformed', `Not a command id: ${commandId}; derive it with commandId(…)`);
  }
  if (events.length === 0) throw new Rejection('event-invalid', `${stream}: nothing to append`);
  for (const event of events) check(event, stream, contracts);
  const occurredAt = new Date(context.occurredAt).toISOString();
  return events.map(({ type, data }, index) => ({
    id: eventId(commandId, index),
    stream,
    version: expectedVersion + index + 1,
    occurredAt,
    commandId,
    causes,
    correlationId,
    actor,
    producer,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(priority === 0 ? {} : { priority }),
    type,
    data,
  }));
}

function check(event: EventLike, stream: string, contracts: Contracts): void {
  if (!contracts.knows(event.type)) {
    throw new Rejection('event-unknown', `${stream}: no event ${event.type} in its newest version`);
  }
  const problems = contracts.problems(event);
  if (problems.length > 0) throw new Rejection('event-invalid', `${stream}: ${problems.join('; ')}`);
}

/**
 * A stored event in its newest version.
 * @throws IntegrityFault `event-unknown` when this version of Quench does not know it: a newer one wrote it
 */
export function lift<Event extends EventLike>(event: Event, contracts: Contracts): Event {
  const { type, data } = upcast(event, contracts.upcasters);
  if (!contracts.knows(type)) {
    throw new IntegrityFault('event-unknown', `Stored event ${type} is unknown here; read it with a newer version`);
  }
  return { ...event, type, data };
}

/** A stored event in its newest version, or as it was written when this version of Quench does not know it. */
export function liftKnown<Event extends EventLike>(event: Event, contracts: Contracts): Event {
  const { type, data } = upcast(event, contracts.upcasters);
  return contracts.knows(type) ? { ...event, type, data } : event;
}

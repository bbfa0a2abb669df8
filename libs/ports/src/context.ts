import { commandId, type Actor, type Origin, type Recorded } from '@quench/kernel';
import type { CommandContext } from './event-store.js';
import type { Cause, Claim } from './work-queue.js';

/**
 * The context of a decision that work leads to. Its command id is derived from the claim, so that a worker that lost
 * its lease decides nothing twice.
 * @param part tells several decisions of one piece of work apart
 */
export function workContext(input: {
  readonly service: string;
  readonly claim: Claim;
  readonly at: string;
  readonly part: string;
}): CommandContext {
  const { service, claim, at, part } = input;
  const { epoch, kind, key, generation, fence, causes, correlationId, priority } = claim;
  return {
    commandId: commandId('work', service, epoch, kind, key, generation, fence, part),
    causes,
    correlationId,
    actor: { kind: 'service', id: service, authenticatedBy: 'process' },
    occurredAt: at,
    priority,
  };
}

/**
 * The context of a decision that a person or a program outside asked for. `id` is the caller's idempotency key, any
 * text; the command id is derived from it.
 */
export function requestContext(input: {
  readonly id: string;
  readonly actor: Actor;
  readonly at: string;
}): CommandContext {
  const { id, actor, at } = input;
  return { commandId: commandId('request', id), causes: [], correlationId: id, actor, occurredAt: at };
}

/** The context of a further decision that follows from an event of the same request. */
export const followContext = (context: CommandContext, cause: Pick<Recorded, 'id'>, part: string): CommandContext => ({
  ...context,
  commandId: commandId('follow', context.commandId, cause.id, part),
  causes: [cause.id],
});

/** An event as the cause of work: what it leads to is as urgent as what led to it. */
export const causeOf = ({ id, correlationId, priority }: Pick<Origin, 'id' | 'correlationId' | 'priority'>): Cause => ({
  causes: [id],
  correlationId,
  priority,
});

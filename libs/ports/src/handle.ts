import { fold, Rejection, type Appended, type Decider, type EventLike } from '@quench/kernel';
import { VersionConflict, type CommandContext, type EventStore, type Guard, type Stream } from './event-store.js';
import type { Tx } from './transaction.js';

/** Which stream a command is for, and by which rules it is decided. */
export interface Target<State, Command, Event extends EventLike> {
  readonly stream: string;
  readonly decider: Decider<State, Command, Event>;
  /** The stream as it was read before. It is read again only where something came since, or where nothing is to be done. */
  readonly known?: Stream<Event> | undefined;
  readonly guards?: readonly Guard[];
  readonly tx?: Tx;
}

const ATTEMPTS = 5;

/**
 * Load, decide, append: the only code that does. A command id is decided once: what the stream has of it already is the
 * answer. A lost race is decided again on the newer state, unless a transaction is given, whose owner must then start over.
 * @throws Rejection from the decider; `command-id-reused` when the command was decided on another stream
 * @throws VersionConflict when the race is lost for good
 */
export async function handle<State, Command, Event extends EventLike>(
  store: EventStore,
  target: Target<State, Command, Event>,
  command: Command,
  context: CommandContext,
): Promise<readonly Appended<Event>[]> {
  const { stream, decider, known, guards = [], tx } = target;
  const decideOn = async ({ events, version }: Stream<Event>): Promise<readonly Appended<Event>[]> => {
    const earlier = events.filter(({ commandId }) => commandId === context.commandId);
    if (earlier.length > 0) return earlier;
    const decided = decider.decide(command, fold(decider, events));
    if (decided.length === 0) return [];
    const request = { stream, expectedVersion: version, events: decided, context, guards };
    return (await store.append(request, tx)) as readonly Appended<Event>[];
  };
  // What was read before may be behind: it appends or says nothing.
  const told = known === undefined ? [] : await decideOn(known).catch(unlessBehind);
  if (told.length > 0) return told;
  for (let attempt = 1; ; attempt++) {
    const newest = await store.read<Event>(stream, { tx });
    try {
      return await decideOn(newest);
    } catch (fault) {
      if (!(fault instanceof VersionConflict) || tx !== undefined || attempt === ATTEMPTS) throw fault;
    }
  }
}

function unlessBehind(fault: unknown): readonly [] {
  if (fault instanceof VersionConflict || fault instanceof Rejection) return [];
  throw fault;
}

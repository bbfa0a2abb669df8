import { expect } from '@jest/globals';
import { eventProblems } from '@quench/contracts';
import { fold, Rejection, type Decider, type EventLike } from '@quench/kernel';

/** What may be said about the outcome of a command. */
export interface Outcome<Event extends EventLike> {
  /** The command led to exactly these events. */
  then(...events: readonly Event[]): void;
  /** Nothing was left to do. */
  thenNothing(): void;
  /** A rule said no, with this code. */
  thenRejected(code: string): void;
}

/**
 * Tells a rule as a story: after `past`, when a command comes, then these events. The past and the outcome must keep
 * their contracts, and the outcome must be something that the decider can itself live with.
 */
export function given<State, Command, Event extends EventLike>(
  decider: Decider<State, Command, Event>,
  past: readonly Event[] = [],
): { when(command: Command): Outcome<Event> } {
  const state = fold(decider, keepingContracts(past));
  return {
    when: (command) => {
      const decide = (): readonly Event[] => decider.decide(command, state);
      return {
        then: (...events) => {
          const decided = keepingContracts(decide());
          expect(decided).toEqual(events);
          fold(decider, [...past, ...decided]);
        },
        thenNothing: () => expect(decide()).toEqual([]),
        thenRejected: (code) => expect(rejection(decide)).toBe(code),
      };
    },
  };
}

function keepingContracts<Event extends EventLike>(events: readonly Event[]): readonly Event[] {
  expect(events.flatMap(eventProblems)).toEqual([]);
  return events;
}

/** The code with which `decide` refuses. Any other error is a bug and passes through. */
function rejection(decide: () => readonly EventLike[]): string {
  try {
    return `not rejected: ${JSON.stringify(decide())}`;
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
}

/** A fact as a decider writes it: its versioned type and its data. The store adds the envelope. */
export interface EventLike {
  /** `<service>.<PastTenseFact>.v<N>` */
  readonly type: string;
  readonly data: unknown;
}

/** The rules of one aggregate, as pure functions over plain data. */
export interface Decider<State, Command, Event extends EventLike> {
  /** The state of a stream that has no events yet. */
  readonly initialState: State;
  /**
   * What happens when `command` meets `state`. An empty list means that nothing is left to do.
   * @throws Rejection when the command breaks a rule
   */
  decide(command: Command, state: State): readonly Event[];
  /** The state after `event`. Never throws: an event is a fact. Events of a type it does not know leave the state. */
  evolve(state: State, event: Event): State;
}

/** The state that `events`, oldest first, lead to. */
export function fold<State, Event extends EventLike>(
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  events: readonly Event[],
): State {
  return events.reduce((state, event) => decider.evolve(state, event), decider.initialState);
}

/** A figure of a feature that operators watch. It is asked for when somebody looks, by every instance of the service. */
export interface Gauge<State extends string = string> {
  /** In snake case; its unit is in it. */
  readonly name: string;
  /** What it says, in a line. */
  readonly help: string;
  /** What is counted apart. */
  readonly states: readonly State[];
  /** How many are in each state now. @throws TransientFault where that cannot be known */
  read(): Promise<Readonly<Record<State, number>>>;
}

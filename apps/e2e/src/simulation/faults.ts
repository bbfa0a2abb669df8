/** How the world behaves: each a probability from 0 to 1, unless it says otherwise. */
export interface Faults {
  /** A delivered event never comes. */
  readonly lose: number;
  /** A delivered event comes twice. */
  readonly double: number;
  /** The longest that a delivery takes, in milliseconds: within it, events overtake each other. */
  readonly delayMs: number;
  /** A statement of a database fails before it has an effect, or its answer is lost after it. */
  readonly database: number;
  /** A question to an archive or to another service fails. */
  readonly network: number;
  /** A request of the operator or its answer is lost; a request comes twice. */
  readonly requests: number;
  /** A piece of work takes minutes. */
  readonly slow: number;
  /** The mean time between two blows, in milliseconds: a crash, a freeze, a stop, a closed road. */
  readonly blowEveryMs: number;
}

/** Nothing goes wrong. */
export const calm: Faults = {
  ...{ lose: 0, double: 0, delayMs: 20, database: 0, network: 0, requests: 0, slow: 0 },
  blowEveryMs: Number.POSITIVE_INFINITY,
};

/** Of the messages 30 % are lost, and all others come twice. */
export const lossy: Faults = { ...calm, lose: 0.3, double: 1, delayMs: 2_000 };

/** No message comes at all: the pull alone brings the events. */
export const silent: Faults = { ...calm, lose: 1 };

/** Everything at once, each as badly as the seed wants. */
export function drawnFaults(random: () => number): Faults {
  return {
    lose: [0, 0.1, 0.3, 0.7, 1][Math.floor(random() * 5)] ?? 0,
    double: random() * 0.5,
    delayMs: random() < 0.3 ? 10_000 * random() : 200,
    database: random() < 0.5 ? 0.004 * random() : 0,
    network: random() < 0.5 ? 0.05 * random() : 0,
    requests: 0.4 * random(),
    slow: 0.3 * random(),
    blowEveryMs: 5_000 + 60_000 * random(),
  };
}

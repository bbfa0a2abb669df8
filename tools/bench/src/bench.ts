import type { BrokerCount } from '@quench/platform/embedded-kafka';

/** One figure of a bench, over its runs. */
export interface Metric {
  readonly name: string;
  readonly unit: 'ms' | 's' | 'CPU s' | 'MB' | '% of a core' | 'events/s' | 'events' | 'transactions' | '×';
  /** What is to be reached, in words. */
  readonly goal: string;
  /** One per run, in the order of the runs. */
  readonly samples: readonly number[];
  /** The same work by another program, each run beside ours. */
  readonly peers?: readonly Peer[];
  readonly note?: string;
}

/** What another program needed, paired with our samples. */
export interface Peer {
  readonly name: string;
  readonly samples: readonly number[];
}

/** How a bench is to run. */
export interface BenchOptions {
  /** The checkout. */
  readonly root: string;
  /** Stays between runs, and may be deleted: inputs that benches share. */
  readonly folder: string;
  /** Undefined: as many as the bench itself finds enough. */
  readonly runs: number | undefined;
  /** For benches over Kafka; undefined: each number of brokers, one after the other. */
  readonly brokers?: readonly BrokerCount[] | undefined;
  /** For benches over a generated catalog; undefined: as many as the bench itself finds right. */
  readonly images?: number | undefined;
  /** A line for a person who waits. */
  readonly say: (line: string) => void;
}

/** Measures something; what it prints is up to the caller. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(options: BenchOptions): Promise<readonly Metric[]>;
}

import type { Recorded } from '@quench/kernel';

/** What a consumer did in one transaction. */
export interface Digested {
  readonly consumer: string;
  readonly producer: string;
  /** Those that it digested, in order; those that it passed over or parked are not among them. */
  readonly events: readonly Recorded[];
  /** From the first question to the commit. */
  readonly tookMs: number;
}

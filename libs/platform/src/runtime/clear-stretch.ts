import { interest } from './place.js';

/** Longest time in milliseconds. */
const WAIT_MS = 200;

/**
 * A transaction that only passes over events costs as much as one that digests some, and most events concern few consumers.
 * So where there is nothing to digest, the cursor moves with the next event that is, or a little later. Nothing is lost with
 * a process that ends meanwhile: the events are passed over once more.
 */
export class ClearStretch {
  private since: number | undefined;

  /** @param types that are digested */
  constructor(private readonly types: readonly string[]) {}

  /** For how many milliseconds events may still wait for one that is digested; 0: they are to be taken now. */
  leftMs(events: readonly { readonly type: string }[]): number {
    const now = performance.now();
    const isClear = events.every(({ type }) => interest(this.types, type) === 'pass');
    const left = isClear ? (this.since ?? now) + WAIT_MS - now : 0;
    this.since = left > 0 ? (this.since ?? now) : undefined;
    return Math.max(0, left);
  }
}

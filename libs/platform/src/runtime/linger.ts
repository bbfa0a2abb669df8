import { Pace } from '../event-store/pace.js';
import { interest } from './place.js';

/** Longest time in milliseconds that events which concern nobody wait for one that does. */
const CLEAR_MS = 1_000;
/** Between two digestions. */
const APART = { shortest: 20, longest: 1_000, together: 32 };

/**
 * A transaction costs nearly the same for one event as for many, so a consumer lets events come together: those that it only
 * passes over wait for the next that it digests, and under load digestions are a little apart. The first event after a while is
 * digested at once. Nothing is lost with a process that ends meanwhile: the cursor has not moved.
 */
export class Linger {
  private clearSince: number | undefined;
  private restsUntil = Number.NEGATIVE_INFINITY;
  private readonly pace = new Pace(APART);

  /** @param types that are digested */
  constructor(private readonly types: readonly string[]) {}

  /** Whether a consumer only passes over them. */
  areClear(events: readonly { readonly type: string }[]): boolean {
    return events.every(({ type }) => interest(this.types, type) === 'pass');
  }

  /** For how many milliseconds events that come next may still wait for more; 0: they are to be taken now. */
  leftMs(events: readonly { readonly type: string }[]): number {
    const now = performance.now();
    if (!this.areClear(events)) return Math.max(0, this.restsUntil - now);
    this.clearSince ??= now;
    return Math.max(0, this.clearSince + CLEAR_MS - now);
  }

  /** So many events that it digests were taken. @param tookMs how long that was */
  taken(count: number, tookMs: number): void {
    this.clearSince = undefined;
    const restMs = this.pace.restAfter(count, tookMs);
    this.restsUntil = performance.now() + restMs;
  }
}

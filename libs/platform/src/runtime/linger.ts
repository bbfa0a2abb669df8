import { restAfter } from '../event-store/rest.js';
import { interest } from './place.js';

/** Longest time in milliseconds that events which concern nobody wait for one that does. */
const CLEAR_MS = 1_000;
/** Between two digestions. */
const APART = { shortest: 20, longest: 250 };
/** For a twentieth of the time for which events have not stopped coming. */
const IN_A_FLOOD = { part: 1 / 20, longest: 1_000 };
/** Who had nothing to digest for so long after a rest is no longer in a flood. */
const SILENCE_MS = 250;

/**
 * A transaction costs nearly the same for one event as for many, so a consumer lets events come together: those that it only
 * passes over wait for the next that it digests, under load digestions are a little apart, and the longer a flood lasts, the more
 * of it goes together. The first event after a while is digested at once. Nothing is lost with a process that ends meanwhile: the
 * cursor has not moved.
 */
export class Linger {
  private clearSince: number | undefined;
  private restsUntil = Number.NEGATIVE_INFINITY;
  private busySince = 0;

  /**
   * @param types that are digested
   * @param now a clock that only goes forward, in milliseconds
   */
  constructor(
    private readonly types: readonly string[],
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a consumer only passes over them. */
  areClear(events: readonly { readonly type: string }[]): boolean {
    return events.every(({ type }) => interest(this.types, type) === 'pass');
  }

  /** For how many milliseconds events that come next may still wait for more; 0: they are to be taken now. */
  leftMs(events: readonly { readonly type: string }[]): number {
    const now = this.now();
    if (!this.areClear(events)) return Math.max(0, this.restsUntil - now);
    this.clearSince ??= now;
    return Math.max(0, this.clearSince + CLEAR_MS - now);
  }

  /** Events were taken. @param tookMs how long that was */
  taken(tookMs: number): void {
    const now = this.now();
    this.clearSince = undefined;
    if (now - tookMs - this.restsUntil > SILENCE_MS) this.busySince = now;
    const inFloodMs = Math.min(IN_A_FLOOD.longest, (now - this.busySince) * IN_A_FLOOD.part);
    this.restsUntil = now + Math.max(restAfter(tookMs, APART), inFloodMs);
  }
}

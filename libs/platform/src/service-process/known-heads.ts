import type { Feed, Head } from '@quench/ports';
import { inShort } from './in-short.js';

export interface KnownHeadsOptions {
  readonly feed: Pick<Feed, 'head'>;
  /** Asks again for what was asked for longer ago. */
  readonly freshMs: number;
  /** How long to wait for an answer; one that comes later counts the next time. */
  readonly waitMs: number;
  /** A clock that never goes back. */
  readonly nowMs: () => number;
}

interface Asked {
  readonly atMs: number;
  readonly answer: Promise<void>;
}

/**
 * The ends of logs as they were last told: anybody may ask for metrics as often as he likes, and neither other services
 * nor the answer may suffer from that.
 */
export class KnownHeads {
  private readonly heads = new Map<string, Head>();
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly options: KnownHeadsOptions) {}

  /** `undefined` when the producer has never said. */
  async head(producer: string): Promise<Head | undefined> {
    await inShort(this.answer(producer), this.options.waitMs);
    return this.heads.get(producer);
  }

  private answer(producer: string): Promise<void> {
    const { feed, freshMs, nowMs } = this.options;
    const last = this.asked.get(producer);
    if (last !== undefined && nowMs() - last.atMs < freshMs) return last.answer;
    const answer = feed.head(producer).then((head) => void this.heads.set(producer, head));
    // Told to whoever waits; that by then nobody does is no fault of its own.
    answer.catch(() => undefined);
    this.asked.set(producer, { atMs: nowMs(), answer });
    return answer;
  }
}

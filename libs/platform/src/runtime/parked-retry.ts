import type { Feed, Parked } from '@quench/ports';
import type { Digester } from './digester.js';
import type { StepAdapters } from './digest-step.js';
import { isTransient, reasonOf } from './failure-of.js';
import { isUntried } from './park-reasons.js';
import { interest } from './place.js';

/** How many keys, or events of a key, are asked for at once. */
const PAGE = 200;

interface RetryAdapters extends StepAdapters {
  readonly feed: Feed;
  /** How often to look for what other instances have left parked. */
  readonly headEveryMs: number;
  /** Called when any were digested: what was asked for meanwhile may have found nothing to do. */
  readonly onRetried?: () => void;
}

/** Tries parked events of one consumer again. */
export class ParkedRetry {
  /** Undefined until it looked: whoever makes it may have another clock than who runs it. */
  private lookedAt: number | undefined;
  private stopping = false;

  constructor(
    private readonly digester: Digester,
    private readonly adapters: RetryAdapters,
  ) {}

  /** Ends after the event in hand. */
  stop(): void {
    this.stopping = true;
  }

  /**
   * Each key in order and up to its first failure. Answers how many were digested.
   * @param key of one stream only; all of the consumer's otherwise
   */
  async retry(key?: string): Promise<number> {
    return key === undefined ? this.retryWhere(() => true) : this.retryKey(key);
  }

  /** As `retry`, up to where the world is in the way: what is parked waits rather than everything else. */
  async retryWhatCan(): Promise<void> {
    await this.asFarAsItGoes(() => true);
  }

  /**
   * Now and then, keys whose first event nobody has tried: an instance of an older version did not know it, or the one
   * that it waited for was digested by another instance in the meantime. What has failed would fail again.
   */
  async retryUntried(): Promise<void> {
    const now = performance.now();
    this.lookedAt ??= now;
    if (now - this.lookedAt < this.adapters.headEveryMs) return;
    this.lookedAt = now;
    await this.asFarAsItGoes(isUntried);
  }

  private async asFarAsItGoes(isToBeTried: (first: Parked) => boolean): Promise<void> {
    try {
      await this.retryWhere(isToBeTried);
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }

  private async retryWhere(isToBeTried: (first: Parked) => boolean): Promise<number> {
    const { consumer, producer } = this.digester;
    let digested = 0;
    for (let after = ''; ;) {
      const firsts = await this.adapters.parking.firsts(consumer, producer, after, PAGE);
      for (const first of firsts) {
        if (this.stopping) return digested;
        after = first.key;
        if (isToBeTried(first)) digested += await this.retryKey(first.key);
      }
      if (firsts.length < PAGE) return digested;
    }
  }

  private async retryKey(key: string): Promise<number> {
    const digested = await this.untilFree(key);
    if (digested > 0) this.adapters.onRetried?.();
    return digested;
  }

  /** What the consumer parks behind the others in the meantime is tried too. */
  private async untilFree(key: string): Promise<number> {
    const { consumer, producer } = this.digester;
    for (let digested = 0; ;) {
      const before = digested;
      for (const entry of await this.adapters.parking.entries(consumer, producer, key, PAGE)) {
        const outcome = this.stopping ? 'failed' : await retryOne(this.digester, this.adapters, entry);
        if (outcome === 'failed') return digested;
        if (outcome === 'digested') digested++;
      }
      if (digested === before) return digested;
    }
  }
}

/** `gone`: somebody else has released it, and digested it if it was to be. */
type Outcome = 'digested' | 'gone' | 'failed';

async function retryOne(
  digester: Digester,
  { feed, parking, transactor }: RetryAdapters,
  entry: Parked,
): Promise<Outcome> {
  const [event] = await feed.pull(entry.producer, { epoch: entry.epoch, seq: entry.seq - 1 }, 1);
  // A restored producer may have given the number to another event; the consumer has gone back and seen that one.
  // A log that ends before it tells nothing of it: it may be only restored and not yet written to.
  if (event === undefined) return 'failed';
  const isVoid = event.globalSeq !== entry.seq || event.epoch !== entry.epoch;
  // A type that it knew when the event was parked may be none of its any more.
  const then = isVoid ? 'pass' : interest(digester.types, event.type);
  if (then === 'unknown-version') return 'failed';
  try {
    const write = then === 'digest' ? await digester.digest([event]) : undefined;
    return await transactor.run(async (tx) => {
      // First, so that of two who try it the second waits here and learns that it is done.
      if (!(await parking.release(entry, tx))) return 'gone';
      await write?.(tx);
      return 'digested';
    });
  } catch (error) {
    if (isTransient(error)) throw error;
    const again = { ...entry, reason: reasonOf(error), attempts: entry.attempts + 1 };
    // Not what somebody else has digested since.
    await transactor.run(async (tx) => ((await parking.release(entry, tx)) ? parking.park(again, tx) : undefined));
    return 'failed';
  }
}

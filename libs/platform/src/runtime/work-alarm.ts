import type { Log, WorkQueue } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import { Pace } from '../event-store/pace.js';
import { reasonOf } from './failure-of.js';

/** A loop that works items of one kind. */
export interface Sleeper {
  readonly kind: string;
  wake(): void;
}

export interface AlarmOptions {
  readonly queue: WorkQueue;
  readonly log: Log;
  /** For whom items must be due. */
  readonly workerName: string;
  /** At the latest after this time the queue is asked again: another process may have enqueued something. */
  readonly pollMs: number;
}

/** Loops run dry together: one question then serves them all. */
const PAUSE_MS = 100;
/** Between two questions: rings come in crowds. */
const APART = { shortest: 0, longest: 250, together: 16 };

/**
 * Wakes each loop when an item of its kind becomes due. All loops of a service share one question and one timer, so
 * that a service without work costs one statement per poll.
 */
export class WorkAlarm {
  private readonly bell = new Bell();
  private readonly pace = new Pace(APART);
  private rings = 0;
  private pause: NodeJS.Timeout | undefined;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly sleepers: readonly Sleeper[],
    private readonly options: AlarmOptions,
  ) {}

  start(): void {
    if (this.sleepers.length > 0) this.running ??= this.run();
  }

  /** There may be something to do: asked soon, once for all loops, instead of having each claim in vain. */
  ring(): void {
    this.rings++;
    this.bell.ring();
  }

  /** Somebody found nothing to do: what is due next may be something else than was known. */
  set(): void {
    if (this.stopping) return;
    this.pause ??= setTimeout(
      () => {
        this.pause = undefined;
        this.bell.ring();
      },
      Math.min(PAUSE_MS, this.options.pollMs),
    );
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.pause);
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const pollMs = this.options.pollMs * (0.75 + Math.random() / 2);
      const from = performance.now();
      const rings = this.rings;
      this.rings = 0;
      const nextMs = await this.look();
      const restMs = this.pace.restAfter(rings, performance.now() - from);
      if (!this.stopping) await new Promise((resolve) => setTimeout(resolve, restMs));
      await this.bell.wait(Math.min(pollMs, Math.max(0, nextMs - restMs)));
    }
  }

  /** Wakes those that have something to do now, and answers how long until the next one has. Never rejects. */
  private async look(): Promise<number> {
    const kinds = this.sleepers.map(({ kind }) => kind);
    try {
      const next = await this.options.queue.nextDue(kinds, this.options.workerName);
      for (const sleeper of this.sleepers) if (next.get(sleeper.kind) === 0) sleeper.wake();
      return Math.min(...[...next.values()].filter((inMs) => inMs > 0).map(Math.ceil));
    } catch (error) {
      this.options.log.warn('alarm-fault', { reason: reasonOf(error) });
      return this.options.pollMs;
    }
  }
}

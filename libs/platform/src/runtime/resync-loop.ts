import type { Log, Resync } from '@quench/ports';
import { reasonOf } from './failure-of.js';

/** Before it is asked again whether a run may begin. */
const CLOSED_MS = 50;

/** When a resync runs, and who hears of it. */
export interface ResyncOptions {
  readonly log: Log;
  /** Whether the rows that it reads belong together. */
  readonly mayRun: () => boolean;
  /** Called after each run: there may be new work. */
  readonly onRun: () => void;
}

/** Runs a resync as soon as it may and then on its timer, with jitter, so that many do not come at once. */
export class ResyncLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private completed = false;
  private busy = false;
  private wanted = false;

  constructor(
    private readonly resync: Resync,
    private readonly options: ResyncOptions,
  ) {}

  /** Whether it has run at least once without an error, and neither runs nor is to run at once. */
  get isSettled(): boolean {
    return this.completed && !this.busy && !this.wanted;
  }

  start(): void {
    this.stopping = false;
    this.schedule(0);
  }

  /** Runs as soon as it may, after the run in hand. */
  soon(): void {
    this.wanted = true;
    if (!this.busy) this.schedule(0);
  }

  /** Ends after the run in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(inMs: number): void {
    if (this.stopping) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, inMs);
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    if (!this.options.mayRun()) return this.schedule(CLOSED_MS);
    this.busy = true;
    this.wanted = false;
    try {
      await this.resync.run();
      this.completed = true;
      this.options.onRun();
    } catch (error) {
      this.options.log.warn('resync-failed', { resync: this.resync.name, reason: reasonOf(error) });
    }
    this.busy = false;
    this.schedule(this.wanted ? 0 : this.resync.everyMs * (0.75 + Math.random() / 2));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** What is waited for, in words, and how patiently. */
export interface WaitOptions {
  /** As in "Waiting for …". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Called with a line for a person when it takes long. */
  readonly log: (line: string) => void;
  /** What the program said last, if anything. */
  lastLine(): Promise<string | undefined>;
  /** The error at the end. @param reason why it ended */
  failure(reason: string): Promise<Error>;
}

export const PROGRESS_MS = 5_000;

/** One bounded wait: short steps at first, a line now and then, and an error at the end. */
export class Wait {
  /** Why it has not come to an end yet. */
  problem = 'it has not said that it is ready';
  private readonly since = performance.now();
  private stepMs = 20;
  private nextLineMs = PROGRESS_MS;

  constructor(private readonly options: WaitOptions) {}

  get remainingMs(): number {
    return Math.max(1, this.options.timeoutMs - (performance.now() - this.since));
  }

  async step(): Promise<void> {
    const waitedMs = performance.now() - this.since;
    const { timeoutMs, what, log } = this.options;
    if (waitedMs >= timeoutMs) throw await this.failure(`after ${timeoutMs / 1000} s, ${this.problem}`);
    if (waitedMs >= this.nextLineMs) {
      this.nextLineMs += PROGRESS_MS;
      const line = (await this.options.lastLine()) ?? 'it has said nothing yet';
      log(`Waiting for ${what} since ${Math.round(waitedMs / 1000)} s: ${line}`);
    }
    await sleep(this.stepMs);
    this.stepMs = Math.min(250, this.stepMs * 1.3);
  }

  failure(reason: string): Promise<Error> {
    return this.options.failure(reason);
  }
}

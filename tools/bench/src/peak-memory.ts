import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf, pssBytes } from './processes.js';

const LOOK_MS = 1_000;

/** The most memory that all processes which name something had together, looked at each second. */
export class PeakMemory {
  private peak = 0;
  private isOver = false;
  private readonly looking: Promise<void>;

  private constructor(mark: string) {
    this.looking = this.look(mark);
  }

  /** Begins to look. */
  static of(mark: string): PeakMemory {
    return new PeakMemory(mark);
  }

  /** Bytes. */
  async end(): Promise<number> {
    this.isOver = true;
    await this.looking;
    return this.peak;
  }

  private async look(mark: string): Promise<void> {
    while (!this.isOver) {
      const sizes = await Promise.all((await processesOf(mark)).map(({ pid }) => pssBytes(pid)));
      this.peak = Math.max(
        this.peak,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      await sleep(LOOK_MS);
    }
  }
}

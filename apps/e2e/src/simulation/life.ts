import type { Step } from './timeline.js';

/** One process from its start to its end. Its code runs only in steps of the timeline, and only while it is running. */
export class Life {
  state: 'running' | 'frozen' | 'dead' = 'running';
  /** What would have happened to it while it was frozen. */
  readonly held: Step[] = [];
  private fate: { steps: number; readonly come: () => void } | undefined;

  constructor(readonly name: string) {}

  /** Something happens to it after so many more steps: wherever it waits then. */
  doom(steps: number, come: () => void): void {
    this.fate = { steps, come };
  }

  /** It has taken a step. */
  lived(): void {
    if (this.fate === undefined || this.fate.steps-- > 0) return;
    const { come } = this.fate;
    this.fate = undefined;
    if (this.state === 'running') come();
  }
}

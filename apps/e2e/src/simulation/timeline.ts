import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { setImmediate as afterMicrotasks } from 'node:timers/promises';
import type { Life } from './life.js';

/** Something that happens at an instant. */
export interface Step {
  at: number;
  readonly order: number;
  readonly life: Life;
  readonly what: string;
  run: (() => void) | undefined;
}

/** A call is slow now and then, so that what it answers is old. */
const SLOW_CALLS = 0.03;
const SLOWEST_MS = 2_000;

/**
 * The only source of time and order in a simulation: code of a life goes on only in a step that is drawn from here, one
 * at a time, each to where it waits again. The same seed gives the same steps.
 */
export class Timeline {
  /** Milliseconds since the beginning. */
  now = 0;
  steps = 0;
  /** Descending, so that what comes next is at the end. */
  private readonly waiting: Step[] = [];
  private readonly living = new AsyncLocalStorage<Life>();
  private readonly trace = createHash('sha256');
  private orders = 0;

  /** @param random by the seed; latencies are drawn from it */
  constructor(private readonly random: () => number) {}

  /** Whose code is running; undefined outside of the simulation. */
  get life(): Life | undefined {
    return this.living.getStore();
  }

  /** Runs `work` as code of a life, with everything that follows from it. */
  as<T>(life: Life, work: () => T): T {
    return this.living.run(life, work);
  }

  plan(life: Life, inMs: number, what: string, run: () => void): Step {
    const step = { at: this.now + Math.max(0, inMs), order: this.orders++, life, what, run };
    this.insert(step);
    return step;
  }

  /** Lets some time pass for the life that calls; never returns to one that dies meanwhile. */
  async pass(what: string, aboutMs = 5): Promise<void> {
    const { life } = this;
    if (life === undefined) return;
    const ms = this.random() < SLOW_CALLS ? this.random() * SLOWEST_MS : this.random() * aboutMs;
    await this.sleep(ms, what);
  }

  async sleep(ms: number, what: string): Promise<void> {
    const { life } = this;
    if (life !== undefined) await new Promise<void>((resolve) => this.plan(life, ms, what, resolve));
  }

  /** Goes on with what a life has held while it was frozen, in a drawn order. */
  release(life: Life): void {
    for (const step of life.held.splice(0)) {
      step.at = this.now + this.random() * 5;
      this.insert(step);
    }
  }

  /** Takes steps until the instant. */
  async until(ms: number): Promise<void> {
    for (;;) {
      const step = this.waiting.at(-1);
      if (step === undefined || step.at > ms) break;
      this.waiting.pop();
      await this.take(step);
    }
    this.now = ms;
  }

  /** Names all steps so far. */
  digest(): string {
    return this.trace.copy().digest('hex');
  }

  private async take(step: Step): Promise<void> {
    const { life, run } = step;
    if (run === undefined || life.state === 'dead') return;
    this.now = Math.max(this.now, step.at);
    if (life.state === 'frozen') {
      life.held.push(step);
      return;
    }
    this.steps++;
    this.trace.update(`${this.now.toFixed(3)} ${life.name} ${step.what}\n`);
    this.living.run(life, run);
    await afterMicrotasks();
    life.lived();
  }

  private insert(step: Step): void {
    let low = 0;
    for (let high = this.waiting.length; low < high;) {
      const middle = (low + high) >> 1;
      const other = this.waiting[middle];
      if (other !== undefined && (other.at > step.at || (other.at === step.at && other.order > step.order))) {
        low = middle + 1;
      } else high = middle;
    }
    this.waiting.splice(low, 0, step);
  }
}

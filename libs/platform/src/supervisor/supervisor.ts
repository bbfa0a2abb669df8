import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@quench/ports';
import { backOffMs, difference, type SlotName } from './slots.js';

/** One instance as the supervisor sees it. */
export interface InstanceState {
  readonly slot: SlotName;
  /** Undefined while it waits for its next start. */
  readonly pid: number | undefined;
  /** Whether it says that it can take work. */
  readonly ready: boolean;
  /** Starts after the first. */
  readonly restarts: number;
  /** How it ended last, if it did. */
  readonly ended: string | undefined;
}

export interface SupervisorOptions {
  /** Asked again and again: what should run now. */
  wanted(): Promise<readonly SlotName[]>;
  launch(slot: SlotName): Promise<ChildProcess>;
  isReady(slot: SlotName): Promise<boolean>;
  /** Called when something has changed. */
  report(instances: readonly InstanceState[]): Promise<void>;
  readonly log: Log;
  /** How long an instance may take to end after SIGTERM before it is killed. */
  readonly graceMs: number;
  /** How often to look; 250 ms by default. */
  readonly everyMs?: number;
}

/** An instance that ran for so long did not fail to start. */
const SETTLED_MS = 30_000;
/** How often one that is ready is asked again; one that is not is asked at each look. */
const ASK_READY_MS = 2_000;

interface Running {
  readonly child: ChildProcess;
  readonly since: number;
  readonly exited: Promise<void>;
  ready: boolean;
  asked: number;
  endBy: number | undefined;
}

interface Past {
  restarts: number;
  failures: number;
  notBefore: number;
  ended: string | undefined;
}

/** Keeps the wanted instances running: begins what is missing, with back-off, and ends what is too many. */
export class Supervisor {
  private readonly running = new Map<SlotName, Running>();
  private readonly past = new Map<SlotName, Past>();
  private reported = '';

  constructor(private readonly options: SupervisorOptions) {}

  /** Until the signal; then everything is ended, within the grace. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs = 250, wanted } = this.options;
    while (!signal.aborted) {
      await this.reconcile(await wanted());
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
    while (this.running.size > 0) {
      await this.reconcile([]);
      await Promise.race([...[...this.running.values()].map(({ exited }) => exited), sleep(everyMs)]);
    }
    await this.report();
  }

  /** Ends every instance; what is wanted then begins anew, with what it is told now. */
  recycle(): void {
    for (const slot of this.running.keys()) this.end(slot);
  }

  private async reconcile(wanted: readonly SlotName[]): Promise<void> {
    const { begin, end } = difference(wanted, [...this.running.keys()]);
    const leaving = [...this.running].filter(([, { endBy }]) => endBy !== undefined).map(([slot]) => slot);
    for (const slot of new Set([...end, ...leaving])) this.end(slot);
    for (const slot of begin) if (performance.now() >= this.pastOf(slot).notBefore) await this.begin(slot);
    await Promise.all([...this.running].map(([slot, running]) => this.probe(slot, running)));
    for (const slot of this.past.keys()) if (!wanted.includes(slot) && !this.running.has(slot)) this.past.delete(slot);
    await this.report();
  }

  private async begin(slot: SlotName): Promise<void> {
    const child = await this.options.launch(slot);
    const since = performance.now();
    const exited = new Promise<void>((resolve) => {
      const over = (how: string): void => {
        this.over(slot, how, performance.now() - since);
        resolve();
      };
      child.once('error', (fault) => {
        over(fault.message);
      });
      child.once('exit', (code, signal) => {
        over(signal ?? `exit code ${String(code)}`);
      });
    });
    this.running.set(slot, { child, since, exited, ready: false, asked: 0, endBy: undefined });
    this.options.log.info('instance-started', { instance: slot, pid: child.pid });
  }

  /** Once, and by force when that was not enough. */
  private end(slot: SlotName): void {
    const running = this.running.get(slot);
    if (running === undefined) return;
    if (running.endBy === undefined) {
      running.endBy = performance.now() + this.options.graceMs;
      running.child.kill('SIGTERM');
    } else if (performance.now() > running.endBy) {
      this.options.log.warn('instance-killed', { instance: slot, pid: running.child.pid });
      running.child.kill('SIGKILL');
    }
  }

  private over(slot: SlotName, how: string, afterMs: number): void {
    const asked = this.running.get(slot)?.endBy !== undefined;
    this.running.delete(slot);
    if (asked) {
      this.options.log.info('instance-ended', { instance: slot, how });
      return;
    }
    const past = this.pastOf(slot);
    past.failures = afterMs > SETTLED_MS ? 1 : past.failures + 1;
    past.restarts++;
    past.ended = how;
    past.notBefore = performance.now() + backOffMs(past.failures);
    this.options.log.warn('instance-died', { instance: slot, how, failures: past.failures });
  }

  private async probe(slot: SlotName, running: Running): Promise<void> {
    const now = performance.now();
    if (running.ready && now - running.asked < ASK_READY_MS) return;
    running.asked = now;
    running.ready = await this.options.isReady(slot).catch(() => false);
  }

  private pastOf(slot: SlotName): Past {
    const past = this.past.get(slot) ?? { restarts: 0, failures: 0, notBefore: 0, ended: undefined };
    this.past.set(slot, past);
    return past;
  }

  private async report(): Promise<void> {
    const instances = [...this.past.keys()].sort().map((slot) => this.stateOf(slot));
    const text = JSON.stringify(instances);
    if (text === this.reported) return;
    this.reported = text;
    await this.options.report(instances);
  }

  private stateOf(slot: SlotName): InstanceState {
    const { restarts, ended } = this.pastOf(slot);
    const running = this.running.get(slot);
    return { slot, pid: running?.child.pid, ready: running?.ready ?? false, restarts, ended };
  }
}

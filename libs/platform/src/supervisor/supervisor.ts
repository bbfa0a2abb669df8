import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs, difference, type SlotName } from './slots.js';
import type { InstanceState, SupervisorOptions } from './supervisor-options.js';

/** An instance that ran for so long did not fail to start. */
const SETTLED_MS = 30_000;
/** How often one that is ready is asked again; one that is not is asked at each look. */
const ASK_READY_MS = 2_000;
const ASK_LIVE_MS = 2_000;
/** So long a start may be silent; a service answers once it has opened what it needs. */
const START_MS = 600_000;
/** So many looks in a row at which it is not live: it hangs. */
const HANGS_AFTER = 5;

/** What went wrong, for people: without the name of a class. */
const sentenceOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  ready: boolean;
  readyAsked: number;
  /** When it is asked next whether it is live: soon after it was ready once, since a start may take its time. */
  askLiveAt: number;
  /** Looks in a row at which it was not live. */
  silent: number;
  endBy: number | undefined;
}

interface Past {
  restarts: number;
  failures: number;
  notBefore: number;
  ended: string | undefined;
}

/**
 * Keeps the wanted instances running: begins what is missing, with back-off, and ends what is too many or hangs. A fault
 * of what it is given is told as `supervisor-fault`, once until it changes, and tried again at the next look.
 */
export class Supervisor {
  private readonly running = new Map<SlotName, Running>();
  private readonly past = new Map<SlotName, Past>();
  private readonly faults = new Map<string, string>();
  private readonly nowMs: () => number;
  private wanted: readonly SlotName[] = [];
  private reported = '';

  constructor(private readonly options: SupervisorOptions) {
    this.nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Until the signal; then everything is ended, within the grace. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs = 250 } = this.options;
    try {
      while (!signal.aborted) {
        await this.attempt('wanted', async () => {
          this.wanted = await this.options.wanted();
        });
        await this.reconcile(this.wanted);
        await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      while (this.running.size > 0) {
        await this.reconcile([]);
        await Promise.race([...[...this.running.values()].map(({ exited }) => exited), sleep(everyMs)]);
      }
      await this.report();
    }
  }

  /** Ends every instance; what is wanted then begins anew, with what it is told now. */
  recycle(): void {
    for (const slot of this.running.keys()) this.end(slot);
  }

  private async reconcile(wanted: readonly SlotName[]): Promise<void> {
    const { begin, end } = difference(wanted, [...this.running.keys()]);
    const leaving = [...this.running].filter(([, { endBy }]) => endBy !== undefined).map(([slot]) => slot);
    for (const slot of new Set([...end, ...leaving])) this.end(slot);
    for (const slot of begin) {
      if (this.nowMs() >= this.pastOf(slot).notBefore) await this.begin(slot);
    }
    await Promise.all(
      [...this.running].flatMap(([slot, running]) => [this.probeReady(slot, running), this.probeLive(slot, running)]),
    );
    for (const slot of this.past.keys()) if (!wanted.includes(slot) && !this.running.has(slot)) this.past.delete(slot);
    await this.report();
  }

  /** Never rejects. The same fault at each look is told once. */
  private async attempt(what: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.faults.delete(what);
    } catch (fault) {
      const reason = sentenceOf(fault);
      if (this.faults.get(what) !== reason) this.options.log.error('supervisor-fault', { what, reason });
      this.faults.set(what, reason);
    }
  }

  private async begin(slot: SlotName): Promise<void> {
    const child = await this.options.launch(slot).catch((fault: unknown) => {
      this.over(slot, `did not start: ${sentenceOf(fault)}`, 0);
      return undefined;
    });
    if (child === undefined) return;
    const since = this.nowMs();
    const exited = new Promise<void>((resolve) => {
      const over = (how: string): void => {
        this.over(slot, how, this.nowMs() - since);
        resolve();
      };
      child.once('error', (fault) => {
        over(fault.message);
      });
      child.once('exit', (code, signal) => {
        over(signal ?? `exit code ${String(code)}`);
      });
    });
    this.running.set(slot, {
      child,
      exited,
      ready: false,
      readyAsked: 0,
      askLiveAt: since + START_MS,
      silent: 0,
      endBy: undefined,
    });
    this.options.log.info('instance-started', { instance: slot, pid: child.pid });
  }

  /** Once, and by force when that was not enough. */
  private end(slot: SlotName): void {
    const running = this.running.get(slot);
    if (running === undefined) return;
    if (running.endBy === undefined) {
      running.endBy = this.nowMs() + this.options.graceMs;
      running.child.kill('SIGTERM');
    } else if (this.nowMs() > running.endBy) {
      this.options.log.warn('instance-killed', { instance: slot, pid: running.child.pid });
      running.child.kill('SIGKILL');
    }
  }

  private over(slot: SlotName, how: string, afterMs: number): void {
    const running = this.running.get(slot);
    this.running.delete(slot);
    if (running?.endBy !== undefined && running.silent < HANGS_AFTER) {
      this.options.log.info('instance-ended', { instance: slot, how });
      return;
    }
    const past = this.pastOf(slot);
    past.failures = afterMs > SETTLED_MS ? 1 : past.failures + 1;
    past.restarts++;
    past.ended = running?.endBy === undefined ? how : `hung, then ${how}`;
    past.notBefore = this.nowMs() + backOffMs(past.failures);
    this.options.log.warn('instance-died', { instance: slot, how: past.ended, failures: past.failures });
  }

  private async probeReady(slot: SlotName, running: Running): Promise<void> {
    const now = this.nowMs();
    if (running.ready && now - running.readyAsked < ASK_READY_MS) return;
    running.readyAsked = now;
    running.ready = await this.options.isReady(slot).catch(() => false);
    if (running.ready) running.askLiveAt = Math.min(running.askLiveAt, now + ASK_LIVE_MS);
  }

  private async probeLive(slot: SlotName, running: Running): Promise<void> {
    const now = this.nowMs();
    if (running.endBy !== undefined || now < running.askLiveAt) return;
    running.askLiveAt = now + ASK_LIVE_MS;
    const live = await this.options.isLive(slot).catch(() => false);
    running.silent = live ? 0 : running.silent + 1;
    if (running.silent < HANGS_AFTER || this.running.get(slot) !== running) return;
    this.options.log.warn('instance-hangs', { instance: slot, pid: running.child.pid });
    this.end(slot);
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
    await this.attempt('report', async () => {
      await this.options.report(instances);
      this.reported = text;
    });
  }

  private stateOf(slot: SlotName): InstanceState {
    const { restarts, ended } = this.pastOf(slot);
    const running = this.running.get(slot);
    return { slot, pid: running?.child.pid, ready: running?.ready ?? false, restarts, ended };
  }
}

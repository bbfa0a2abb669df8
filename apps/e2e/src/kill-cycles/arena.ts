import { join } from 'node:path';
import type { Client } from './client.js';
import type { Kill } from './kill-plan.js';
import { MillProcess } from './mill-process.js';
import type { Report, Start } from './protocol.js';

/** Between two orders of the client. */
const PACE_MS = 20;
/** A place that no process passes for so long is not in its code. */
const HANG_MS = 60_000;
/** Longer than a lease, so that what a zombie holds has been given to others. */
const FROZEN_MS = 2_500;
const ZOMBIE_MS = 400;
const LIFE_MS = 1_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where processes live and are killed, one after the other, on one database and one folder. */
export class Arena {
  /** How processes ended, in any order. */
  readonly endings: string[] = [];
  private readonly alive = new Set<MillProcess>();
  private readonly zombies: Promise<void>[] = [];
  private spare: MillProcess;

  constructor(
    private readonly place: Omit<Start, 'version' | 'failpoint'>,
    private readonly client: Client,
  ) {
    this.spare = this.spawn();
  }

  /** Has a process work on the client's orders until it is killed. */
  async cycle(kill: Kill): Promise<void> {
    const process = this.next();
    const pace = setInterval(() => this.client.order(process), PACE_MS);
    const end = setTimeout(() => process.kill('SIGKILL'), 'afterMs' in kill ? kill.afterMs : HANG_MS);
    const from = performance.now();
    this.start(process, 1, 'failpoint' in kill ? kill.failpoint : undefined);
    this.client.askAgain(process);
    if (kill.zombie !== undefined) this.zombies.push(this.haunt(kill.zombie));
    const ended = await process.ended;
    clearInterval(pace);
    clearTimeout(end);
    const isLate = 'failpoint' in kill && performance.now() - from >= HANG_MS;
    this.endings.push(isLate ? `never passed ${kill.failpoint}` : ended);
  }

  /** Lets a process finish everything without a fault, with projections of this version. */
  async drain(version: number): Promise<void> {
    await Promise.all(this.zombies);
    const process = this.next();
    const drained = new Promise<void>((resolve, reject) => {
      void process.ended.then((how) => reject(new Error(`It ended before everything was done: ${how}`)));
      this.start(process, version, undefined, (report) => report.said === 'drained' && resolve());
    });
    this.client.askAgain(process);
    while (this.client.waits) await Promise.race([drained, pause(20)]);
    process.ask({ drain: true });
    await drained;
    process.kill('SIGKILL');
    await process.ended;
  }

  /** Ends everything that is left. */
  async close(): Promise<void> {
    const left = [...this.alive];
    for (const process of left) process.kill('SIGKILL');
    await Promise.all(left.map(({ ended }) => ended));
  }

  /**
   * A second process on the same work, without orders of its own. It freezes at the point, at the latest after a
   * moment, until others have taken over, and then goes on as if it had noticed nothing.
   */
  private async haunt(failpoint: string): Promise<void> {
    const process = this.next();
    await new Promise<void>((resolve) => {
      void process.ended.then(() => resolve());
      this.start(process, 1, failpoint, ({ said }) => said === 'ready' && resolve());
    });
    await pause(LIFE_MS);
    process.kill('SIGSTOP');
    await pause(FROZEN_MS);
    process.kill('SIGCONT');
    await pause(ZOMBIE_MS);
    process.kill('SIGKILL');
    this.endings.push(await process.ended);
  }

  private start(
    process: MillProcess,
    version: number,
    failpoint?: string,
    listen: (report: Report) => void = () => undefined,
  ): void {
    const start = { ...this.place, version, ...(failpoint === undefined ? {} : { failpoint }) };
    process.start(start, (report) => {
      this.client.hear(report, process);
      listen(report);
    });
  }

  /** Loading the modules takes longer than most lives: one process is always ahead. */
  private next(): MillProcess {
    const process = this.spare;
    this.spare = this.spawn();
    return process;
  }

  private spawn(): MillProcess {
    const process = new MillProcess(join(this.place.folder, 'cache'));
    this.alive.add(process);
    void process.ended.finally(() => this.alive.delete(process));
    return process;
  }
}

import type { Service } from '@quench/ports';
import { Life } from './life.js';
import type { ServiceProcess } from './service-process.js';
import { SERVICES, type ServiceName } from './services.js';
import type { World } from './world.js';

const MOST_INSTANCES = 2;
/** A database ends a transaction that is idle for so long. */
const IDLE_IN_TRANSACTION_MS = 5_000;
/** Longer than the longest lease. */
const LONGEST_FREEZE_MS = 300_000;
const LONGEST_OUTAGE_MS = 60_000;
const MOST_STEPS = 60;

/** Starts a process of a service. */
type Start = (service: ServiceName, name: string) => Promise<ServiceProcess>;

/** All processes, and what befalls them. */
export class Storm {
  readonly blows: string[] = [];
  private readonly life = new Life('storm');
  private readonly processes: ServiceProcess[] = [];
  /** Processes that will be started, when the timeline stands between two steps. */
  private readonly wanted: ServiceName[] = [];
  private started = 0;
  private over = false;

  constructor(
    private readonly world: World,
    private readonly start: Start,
  ) {}

  /** One or two processes of each service, and the first blow. */
  async begin(): Promise<void> {
    for (const service of SERVICES) {
      for (let n = Math.floor(MOST_INSTANCES * this.world.random()); n >= 0; n--) this.wanted.push(service);
    }
    await this.startWanted();
    this.next();
  }

  /** Starts what has been waiting for it. */
  async startWanted(): Promise<void> {
    for (const service of this.wanted.splice(0)) {
      this.processes.push(await this.start(service, `${service}#${String(++this.started)}`));
    }
  }

  /** Nothing befalls anybody any more; what is frozen goes on. */
  end(): void {
    this.over = true;
    this.world.closed.clear();
    this.world.archive.answer = { type: 'well' };
    for (const process of this.processes) process.thaw();
  }

  /** A process that answers. */
  reachable(service: ServiceName): ServiceProcess | undefined {
    const answering = this.processes.filter((one) => one.service === service && one.life.state === 'running');
    return answering[Math.floor(this.world.random() * answering.length)];
  }

  /** The rules that all processes of a service have. */
  rulesOf(service: ServiceName): Service {
    const process = this.processes.find((one) => one.service === service);
    if (process === undefined) throw new Error(`No process of ${service} is left: expected two`);
    return process.rules;
  }

  /** Everything is over. */
  close(): void {
    for (const process of this.processes) process.kill();
  }

  private next(): void {
    const { blowEveryMs } = this.world.storm;
    if (this.over || !Number.isFinite(blowEveryMs)) return;
    this.later(2 * blowEveryMs * this.world.random(), () => {
      if (!this.over) this.strike();
      this.next();
    });
  }

  private strike(): void {
    const { random } = this.world;
    const victim = this.processes[Math.floor(random() * this.processes.length)];
    if (victim === undefined || victim.life.state !== 'running') return;
    const kind = random();
    if (kind < 0.4) this.doom(victim, () => this.kill(victim));
    else if (kind < 0.7) this.doom(victim, () => this.freeze(victim));
    else if (kind < 0.8) this.doom(victim, () => this.stop(victim));
    else if (kind < 0.9) this.closeRoad(victim.service);
    else this.silenceArchive();
  }

  /** Wherever it waits after some more steps. */
  private doom(victim: ServiceProcess, come: () => void): void {
    victim.life.doom(Math.floor(MOST_STEPS * this.world.random()), () => {
      if (!this.over) come();
    });
  }

  private kill(victim: ServiceProcess): void {
    this.tell(`kill ${victim.life.name}`);
    victim.kill();
    this.replace(victim, 10_000);
  }

  private freeze(victim: ServiceProcess): void {
    this.tell(`freeze ${victim.life.name}`);
    victim.freeze();
    const { random } = this.world;
    this.later(IDLE_IN_TRANSACTION_MS, () => {
      if (victim.life.state === 'frozen') this.world.database(victim.service).rollBackOf(victim.life);
    });
    this.later(random() < 0.4 ? random() * 2 * IDLE_IN_TRANSACTION_MS : random() * LONGEST_FREEZE_MS, () =>
      victim.thaw(),
    );
  }

  private stop(victim: ServiceProcess): void {
    this.tell(`stop ${victim.life.name}`);
    victim.stop(10_000);
    this.replace(victim, 20_000);
  }

  /** Another process of the service starts after some time; what is left of the first is gone by then. */
  private replace(gone: ServiceProcess, withinMs: number): void {
    this.later(1_000 + withinMs * this.world.random(), () => {
      const at = this.processes.indexOf(gone);
      // Killed while it was stopping, it is to be replaced twice.
      if (at === -1) return;
      gone.kill();
      this.processes.splice(at, 1);
      this.wanted.push(gone.service);
    });
  }

  private closeRoad(service: ServiceName): void {
    this.tell(`close the road to ${service}`);
    this.world.closed.add(service);
    this.later(LONGEST_OUTAGE_MS * this.world.random(), () => this.world.closed.delete(service));
  }

  private silenceArchive(): void {
    this.tell('silence the archive');
    this.world.archive.answer = { type: 'unreachable' };
    this.later(LONGEST_OUTAGE_MS * this.world.random(), () => (this.world.archive.answer = { type: 'well' }));
  }

  private later(inMs: number, work: () => void): void {
    this.world.timeline.plan(this.life, inMs, 'storm', work);
  }

  private tell(blow: string): void {
    this.blows.push(`${this.world.clock.now()} ${blow}`);
  }
}

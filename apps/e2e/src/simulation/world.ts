import type { ContentStore } from '@quench/ports';
import { InMemoryContentStore, InMemoryRunner, RecordingLog, seededRandom, ToyArchive } from '@quench/testing';
import { Database } from './database.js';
import { calm, type Faults } from './faults.js';
import { Order } from './ledger.js';
import { SERVICES, type ServiceName } from './services.js';
import { Timeline } from './timeline.js';
import { TimelineClock } from './timeline-clock.js';

/** Everything that outlives the processes of a simulation, and everything that the seed decides. */
export class World {
  readonly random: () => number;
  readonly timeline: Timeline;
  readonly clock: TimelineClock;
  readonly order = new Order();
  readonly log = new RecordingLog();
  readonly archive = new ToyArchive();
  readonly content = new InMemoryContentStore();
  /** Layers of packages that do not work. */
  readonly broken = new Set<string>();
  readonly runner = new InMemoryRunner();
  readonly databases: ReadonlyMap<ServiceName, Database>;
  /** Producers whose feed cannot be pulled now. */
  readonly closed = new Set<string>();
  /** What the product must not do, whatever goes wrong: such as errors of no kind. */
  readonly mishaps: string[] = [];
  /** When each event was committed, in the order of all commits. */
  readonly committed = new Map<string, number>();
  /** What goes wrong until the storm is over. */
  storm: Faults = calm;
  /** What goes wrong with messages even then. */
  readonly climate: Faults;
  private over = false;

  constructor(seed: number, climate: Faults) {
    this.climate = climate;
    this.random = seededRandom(seed);
    this.timeline = new Timeline(seededRandom(seed + 1_000_003));
    this.clock = new TimelineClock(this.timeline);
    this.databases = new Map(SERVICES.map((service) => [service, new Database(service, this.clock)]));
    for (const { store } of this.databases.values()) {
      store.events.subscribe(({ first, last }) => {
        for (const { event } of store.events.log.slice(first - 1, last))
          this.committed.set(event.id, this.order.next());
      });
    }
    this.runner.program = ({ layers }) => ({ exit: layers.some((layer) => this.broken.has(layer)) ? 1 : 0 });
  }

  readonly faults = (): Faults => (this.over ? this.climate : this.storm);

  calmDown(): void {
    this.over = true;
  }

  database(service: ServiceName): Database {
    const database = this.databases.get(service);
    if (database === undefined) throw new Error(`No database of ${service}`);
    return database;
  }

  /** Grows with everything that is recorded or completed. */
  activity(): number {
    const { databases } = this;
    return [...databases.values()].reduce(
      (sum, { ledger, store }) => sum + ledger.effects.length + store.events.log.length,
      0,
    );
  }

  /** The content store as a process uses it: it may die before and after it has written something. */
  contentOver(): ContentStore {
    const { content, timeline } = this;
    return new Proxy<ContentStore>(content, {
      get: (target, name) => {
        if (name !== 'write') return Reflect.get(target, name);
        return async (...args: Parameters<ContentStore['write']>) => {
          await timeline.pass('write', 1);
          const written = await target.write(...args);
          await timeline.pass('written', 1);
          return written;
        };
      },
    });
  }
}

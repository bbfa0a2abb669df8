import { TransientFault, type Recorded } from '@quench/kernel';
import { continueAfter, Feed, type Head } from '@quench/ports';
import type { Database } from './database.js';
import type { Faults } from './faults.js';
import type { Life } from './life.js';
import type { Timeline } from './timeline.js';

/** What lies between services. */
export interface Network {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly faults: () => Faults;
  /** Producers whose feed cannot be pulled now. */
  readonly closed: ReadonlySet<string>;
  readonly databases: ReadonlyMap<string, Database>;
}

/**
 * The feeds as one process sees them: what is delivered is lost, doubled and late, so that it comes in any order; what
 * is pulled is true, when the road is open.
 */
export class SimulatedFeed extends Feed {
  private readonly subscriptions: (() => void)[] = [];

  constructor(
    private readonly life: Life,
    private readonly network: Network,
  ) {
    super();
  }

  override async pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    const { store } = await this.reach(producer, 'pull');
    const events = await store.rangeForFeed(continueAfter(after, await store.epochs()), limit);
    await this.network.timeline.pass('pulled');
    return events;
  }

  override async head(producer: string): Promise<Head> {
    const { store } = await this.reach(producer, 'head');
    const head = await store.head();
    await this.network.timeline.pass('head answered');
    return head;
  }

  override subscribe(producer: string, deliver: (events: readonly Recorded[]) => void): () => void {
    const database = this.database(producer);
    const end = database.store.events.subscribe(({ first, last }) => {
      for (const { event, place } of database.store.events.log.slice(first - 1, last)) {
        for (let copies = this.copies(); copies > 0; copies--) this.send({ ...event, ...place }, deliver);
      }
    });
    this.subscriptions.push(end);
    return end;
  }

  /** Nobody listens any more. */
  close(): void {
    for (const end of this.subscriptions) end();
  }

  private copies(): number {
    const { random, faults } = this.network;
    const { lose, double } = faults();
    if (random() < lose) return 0;
    return random() < double ? 2 : 1;
  }

  private send(event: Recorded, deliver: (events: readonly Recorded[]) => void): void {
    const { timeline, random, faults } = this.network;
    timeline.plan(this.life, random() * faults().delayMs, 'delivery', () => deliver([event]));
  }

  private async reach(producer: string, what: string): Promise<Database> {
    const { timeline, random, faults, closed } = this.network;
    await timeline.pass(what);
    if (closed.has(producer) || random() < faults().network) {
      throw new TransientFault('feed-unreachable', `The feed of ${producer} does not answer`);
    }
    return this.database(producer);
  }

  private database(producer: string): Database {
    const database = this.network.databases.get(producer);
    if (database === undefined) throw new Error(`No service ${producer} here: expected one of the five`);
    return database;
  }
}

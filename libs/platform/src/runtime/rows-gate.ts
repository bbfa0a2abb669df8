import type { Cursor, Cursors, Feed, Head, Log } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import { reasonOf } from './failure-of.js';
import { isPast } from './place.js';

const POLL_MS = 50;
const MAX_POLL_MS = 5_000;
/** How long it is waited in silence, and then between two words of it. */
const SILENCE_MS = 60_000;

/** A consumer of the service. */
type Place = Pick<Cursor, 'consumer' | 'producer'>;

/** What tells how far logs and rows are. */
export interface GateAdapters {
  readonly feed: Feed;
  readonly cursors: Cursors;
  readonly log: Log;
}

/** Tells whether the rows of a service belong together, and have since an opening. */
export type Rows = Pick<RowsGate, 'isOpen' | 'opening' | 'haveStood'>;

/**
 * Opens once the rows of a service tell as much as the logs did when it started. Before, some may be of today and others,
 * which are rebuilt, of the past: what never held together would be acted upon. Closes again when somebody rebuilds any.
 */
export class RowsGate {
  private readonly bell = new Bell();
  private stopping = false;
  private opened: boolean;
  private watching: Promise<void> | undefined;
  private targets: ReadonlyMap<string, Head> | undefined;
  private saidAt: number | undefined;
  /** Where the projections stood when it was last asked while it was open. */
  private stood: readonly Cursor[] = [];
  private openings = 0;
  private asking: Promise<boolean> = Promise.resolve(false);
  /** The question after that one, for all who came meanwhile. */
  private next: Promise<boolean> | undefined;

  /**
   * @param consumers of the service; only projections are waited for
   * @param onOpen called whenever it opens, unless it was open from the beginning
   */
  constructor(
    private readonly consumers: { readonly projections: readonly Place[]; readonly reactors: readonly Place[] },
    private readonly adapters: GateAdapters,
    private readonly onOpen: () => void,
  ) {
    this.opened = consumers.projections.length === 0;
  }

  get isOpen(): boolean {
    return this.opened;
  }

  start(): void {
    if (!this.opened) this.watching ??= this.watch();
  }

  /** Names the time for which it is open now. */
  get opening(): number {
    return this.openings;
  }

  /**
   * Whether all rows have been there since an opening. What was read from them holds then; otherwise it is closed,
   * and what was made of them is to be thrown away.
   * @throws what the database is in the way with
   */
  haveStood(since: number): Promise<boolean> {
    this.next ??= this.askAfter(this.asking);
    return this.next.then((open) => open && since === this.openings);
  }

  /** One after the other: an answer that was overtaken would look like a step back. */
  private askAfter(earlier: Promise<boolean>): Promise<boolean> {
    const ask = (): Promise<boolean> => {
      this.next = undefined;
      return this.ask();
    };
    this.asking = earlier.then(ask, ask);
    return this.asking;
  }

  private async ask(): Promise<boolean> {
    if (!this.opened || this.consumers.projections.length === 0) return this.opened;
    const stand = await this.stands(this.consumers.projections);
    if (this.stood.some((before, index) => isBack(before, stand[index]))) this.close();
    else this.stood = stand;
    return this.opened;
  }

  private close(): void {
    this.adapters.log.warn('rows-rebuilt', {});
    this.opened = false;
    this.targets = undefined;
    this.saidAt = undefined;
    if (!this.stopping) this.watching = this.watch();
  }

  /** It stays as it is. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.watching;
  }

  private async watch(): Promise<void> {
    for (let faults = 0; !this.opened && !this.stopping;) {
      try {
        await this.look();
        faults = 0;
      } catch (error) {
        faults++;
        this.adapters.log.warn('rows-unknown', { reason: reasonOf(error), faults });
      }
      if (!this.opened) await this.bell.wait(Math.min(MAX_POLL_MS, POLL_MS * 2 ** Math.min(faults, 10)));
    }
    if (this.opened) this.onOpen();
  }

  private async look(): Promise<void> {
    this.targets ??= await this.targetsNow();
    const stand = await this.stands(this.consumers.projections);
    const behind = this.behind(this.targets, stand);
    this.stood = stand;
    this.opened = behind.length === 0;
    if (this.opened) this.openings++;
    this.saidAt ??= performance.now();
    if (this.opened || performance.now() - this.saidAt < SILENCE_MS) return;
    this.saidAt = performance.now();
    this.adapters.log.warn('rows-awaited', { consumers: behind.map(({ consumer }) => consumer).join(' ') });
  }

  /** Of each producer the end of its log. While it does not answer, where the consumer stands that is the furthest. */
  private async targetsNow(): Promise<ReadonlyMap<string, Head>> {
    const { feed, log } = this.adapters;
    const { projections, reactors } = this.consumers;
    const stands = await this.stands([...projections, ...reactors]);
    const targets = new Map<string, Head>();
    for (const producer of new Set(projections.map((one) => one.producer))) {
      // Reactors keep their place when a projection is rebuilt.
      const furthest = stands.filter((one) => one.producer === producer).reduce((a, b) => (isPast(a, b) ? a : b));
      const head = await feed.head(producer).catch((error: unknown) => {
        log.warn('head-unknown', { producer, reason: reasonOf(error) });
        return furthest;
      });
      targets.set(producer, head);
    }
    return targets;
  }

  private behind(targets: ReadonlyMap<string, Head>, stand: readonly Cursor[]): readonly Cursor[] {
    return stand.filter((one) => {
      const target = targets.get(one.producer);
      return target !== undefined && !isPast(one, target);
    });
  }

  /** Before the first number where a consumer has no place. */
  private async stands(places: readonly Place[]): Promise<readonly Cursor[]> {
    const all = await this.adapters.cursors.list();
    return places.map(({ consumer, producer }) => {
      const found = all.find((one) => one.consumer === consumer && one.producer === producer);
      return found ?? { consumer, producer, epoch: 1, seq: 0 };
    });
  }
}

/** A step into another epoch may be a rebuild that was fast. */
const isBack = (before: Cursor, now: Cursor | undefined): boolean =>
  now === undefined || now.epoch !== before.epoch || now.seq < before.seq;

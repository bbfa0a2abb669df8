import type { Cursor, Cursors, Feed, Head, Log } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import { reasonOf } from './failure-of.js';
import { isPast } from './place.js';

const POLL_MS = 50;

/** The consumer of a projection. */
type Place = Pick<Cursor, 'consumer' | 'producer'>;

export interface GateAdapters {
  readonly feed: Feed;
  readonly cursors: Cursors;
  readonly log: Log;
}

/**
 * Opens once the rows of a service tell as much as the logs did when it started. Before, some may be of today and others,
 * which are rebuilt, of the past: what never held together would be acted upon.
 */
export class RowsGate {
  private readonly bell = new Bell();
  private stopping = false;
  private opened: boolean;
  private watching: Promise<void> | undefined;

  /**
   * @param projections of the service
   * @param onOpen called once, if it was not open from the beginning
   */
  constructor(
    private readonly projections: readonly Place[],
    private readonly adapters: GateAdapters,
    private readonly onOpen: () => void,
  ) {
    this.opened = projections.length === 0;
  }

  get isOpen(): boolean {
    return this.opened;
  }

  start(): void {
    if (!this.opened) this.watching ??= this.watch();
  }

  /** It stays as it is. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.watching;
  }

  private async watch(): Promise<void> {
    for (let targets: ReadonlyMap<string, Head> | undefined; !this.opened && !this.stopping;) {
      try {
        targets ??= await this.targets();
        this.opened = await this.arePast(targets);
      } catch (error) {
        this.adapters.log.warn('rows-unknown', { reason: reasonOf(error) });
      }
      if (!this.opened) await this.bell.wait(POLL_MS);
    }
    if (this.opened) this.onOpen();
  }

  /** Of each producer the end of its log. While it does not answer, where the projection stands that is the furthest. */
  private async targets(): Promise<ReadonlyMap<string, Head>> {
    const { feed, log } = this.adapters;
    const stands = await this.stands();
    const targets = new Map<string, Head>();
    for (const producer of new Set(this.projections.map((one) => one.producer))) {
      const furthest = stands.filter((one) => one.producer === producer).reduce((a, b) => (isPast(a, b) ? a : b));
      const head = await feed.head(producer).catch((error: unknown) => {
        log.warn('head-unknown', { producer, reason: reasonOf(error) });
        return furthest;
      });
      targets.set(producer, head);
    }
    return targets;
  }

  private async arePast(targets: ReadonlyMap<string, Head>): Promise<boolean> {
    return (await this.stands()).every((stand) => {
      const target = targets.get(stand.producer);
      return target === undefined || isPast(stand, target);
    });
  }

  private stands(): Promise<readonly Cursor[]> {
    const { cursors } = this.adapters;
    return Promise.all(this.projections.map(({ consumer, producer }) => cursors.get(consumer, producer)));
  }
}

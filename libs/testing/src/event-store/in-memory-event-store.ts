import { contracts as quenchContracts, type Contracts } from '@quench/contracts';
import { Rejection, type Appended, type EventLike, type Recorded } from '@quench/kernel';
import { checkEventSize, envelop, EventStore, lift, liftKnown, RANGE_BYTES, VersionConflict } from '@quench/ports';
import type { Append, Epoch, Head, Stream, Tx } from '@quench/ports';
import { ManualClock } from '../clock/manual-clock.js';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { InMemoryEvents } from './in-memory-events.js';

/** What an in-memory store is made of; all of it may be left out. */
export interface InMemoryEventStoreOptions {
  readonly producer?: string;
  /** Given to several stores, they share their events. */
  readonly events?: InMemoryEvents;
  readonly contracts?: Contracts;
}

/** One service's events for tests. A stream that an open transaction wrote to is refused to others, not waited for. */
export class InMemoryEventStore extends EventStore {
  readonly events: InMemoryEvents;
  private readonly contracts: Contracts;

  constructor(private readonly options: InMemoryEventStoreOptions = {}) {
    super();
    this.events = options.events ?? new InMemoryEvents(new ManualClock());
    this.contracts = options.contracts ?? quenchContracts;
  }

  override async read<Event extends EventLike>(
    stream: string,
    { upTo, tx }: { readonly upTo?: number; readonly tx?: Tx | undefined } = {},
  ): Promise<Stream<Event>> {
    const stored =
      upTo === undefined
        ? this.events.stream(stream, inside(tx))
        : this.events.log.slice(0, upTo).flatMap(({ event }) => (event.stream === stream ? [event] : []));
    const events = stored.map((event) => lift(event, this.contracts)) as unknown as readonly Appended<Event>[];
    return { events, version: events.length };
  }

  override async readMany<Event extends EventLike>(
    streams: readonly string[],
    options: { readonly tx?: Tx | undefined } = {},
  ): Promise<ReadonlyMap<string, Stream<Event>>> {
    const found = new Map<string, Stream<Event>>();
    for (const stream of streams) found.set(stream, await this.read<Event>(stream, options));
    return found;
  }

  override async range(after: number, limit: number): Promise<readonly Recorded[]> {
    return this.events.log
      .slice(after, after + limit)
      .map(({ event, place }) => ({ ...lift(event, this.contracts), ...place }));
  }

  override async rangeForFeed(after: number, limit: number): Promise<readonly Recorded[]> {
    let bytes = 0;
    const isIn = (event: Appended): boolean => {
      const before = bytes;
      bytes += JSON.stringify(event.data).length;
      return before < RANGE_BYTES;
    };
    return this.events.log
      .slice(after, after + limit)
      .filter(({ event }) => isIn(event))
      .map(({ event, place }) => ({ ...liftKnown(event, this.contracts), ...place }));
  }

  override async head(): Promise<Head> {
    return { epoch: this.events.epochs.length, seq: this.events.log.length };
  }

  override async epochs(): Promise<readonly Epoch[]> {
    return [...this.events.epochs];
  }

  override async seqAt(at: string): Promise<number> {
    const instant = Date.parse(at);
    return this.events.log.filter(({ place }) => Date.parse(place.sequencedAt) <= instant).length;
  }

  override async append(request: Append, tx?: Tx): Promise<readonly Appended[]> {
    const { stream, expectedVersion, guards = [] } = request;
    const events = envelop(request, this.options.producer ?? 'test/0.0.0', this.contracts).map(asStored);
    const decided = this.events.decided(request.context.commandId, inside(tx));
    const earlier = decided.map((event) => lift(event, this.contracts));
    if (earlier.length > 0) return again(earlier, request);
    const watched = [{ stream, version: expectedVersion }, ...guards];
    const moved = watched.some((guard) => this.events.stream(guard.stream, inside(tx)).length !== guard.version);
    if (
      moved ||
      !this.events.lock(
        watched.map((guard) => guard.stream),
        inside(tx),
      )
    ) {
      throw new VersionConflict(stream, expectedVersion);
    }
    this.events.write(events, inside(tx));
    return events;
  }
}

const inside = (tx: Tx | undefined) => (tx === undefined ? undefined : inMemoryTx(tx));

/**
 * As data comes back from a database: a copy, without undefined members.
 * @throws Rejection `event-too-large`
 */
function asStored(event: Appended): Appended {
  const text = JSON.stringify(event);
  checkEventSize(event, text);
  return JSON.parse(text) as Appended;
}

function again(earlier: readonly Appended[], { stream, context }: Append): readonly Appended[] {
  if (earlier.every((event) => event.stream === stream)) return earlier;
  throw new Rejection(
    'command-id-reused',
    `Command ${context.commandId} was decided on ${String(earlier[0]?.stream)}; derive another id for ${stream}`,
  );
}

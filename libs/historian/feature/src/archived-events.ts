import { contracts as quenchContracts, eventClasses, type Contracts } from '@quench/contracts';
import {
  eventsModel,
  ofTypes,
  type ArchivedAs,
  type ArchivedEvent,
  type KnownType,
  type Producer,
} from '@quench/historian-domain';
import { eventName, eventVersion, Rejection } from '@quench/kernel';
import { liftKnown, type ReadModels } from '@quench/ports';

/** Versions after the newest that is known here which are looked for. */
const AHEAD = 20;
const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.keys(eventClasses).map(eventName));

/**
 * The rows of the archive as this version of Quench reads them. A row has its event in the version that was the newest
 * when it was archived, and is never rewritten.
 */
export class ArchivedEvents {
  constructor(
    private readonly models: ReadModels,
    private readonly contracts: Contracts = quenchContracts,
  ) {}

  /** Those that there are, by id. */
  async getMany(producer: Producer, ids: readonly string[]): Promise<ReadonlyMap<string, ArchivedEvent>> {
    const rows = await this.models.getMany<ArchivedEvent>(eventsModel(producer), ids);
    return new Map([...rows].map(([id, row]) => [id, liftKnown(row, this.contracts)]));
  }

  /**
   * All events of one type, those of its retired versions among them, in no order.
   * @throws Rejection `history-newer` when there are any of a later version: without them, the rest is a part
   */
  async *ofType(producer: Producer, type: string): AsyncGenerator<ArchivedEvent, void, undefined> {
    yield* this.ofTypes(producer, [type]);
  }

  /** As {@link ofType}, of several types. */
  async *ofTypes(producer: Producer, types: readonly string[]): AsyncGenerator<ArchivedEvent, void, undefined> {
    await this.expectNoneLater(producer, types);
    for (const version of types.flatMap((type) => [type, ...this.retired(type)])) {
      for await (const { row } of this.models.each<ArchivedEvent>(eventsModel(producer), { type: version })) {
        yield liftKnown(row, this.contracts);
      }
    }
  }

  private async expectNoneLater(producer: Producer, types: readonly string[]): Promise<void> {
    const values = types.flatMap((type) =>
      Array.from({ length: AHEAD }, (_, index) => `${eventName(type)}.v${String(eventVersion(type) + 1 + index)}`),
    );
    const among = { column: 'type', values } as const;
    const [found] = await this.models.list<ArchivedEvent>(eventsModel(producer), { among, limit: 1 });
    if (found !== undefined) throw newerHistory(found.row.type);
  }

  private retired(type: string): readonly string[] {
    const name = eventName(type);
    return Object.keys(this.contracts.upcasters).filter((old) => eventName(old) === name);
  }
}

/**
 * The events, if this version can read all of them that it knows by name.
 * @throws Rejection `history-newer` when one is of a later version than is known: without it, the rest is a part
 */
export function allKnown(events: readonly ArchivedEvent[]): readonly ArchivedEvent[] {
  const later = events.find(({ type }) => !quenchContracts.knows(type) && KNOWN_NAMES.has(eventName(type)));
  if (later !== undefined) throw newerHistory(later.type);
  return events;
}

/**
 * Those of the events that are of one type, in the same order.
 * @throws Rejection `history-newer` when one is of a later version of it
 */
export const allOfType = <Type extends KnownType>(
  events: readonly ArchivedEvent[],
  type: Type,
): readonly ArchivedAs<Type>[] =>
  ofTypes(allKnown(events.filter((event) => eventName(event.type) === eventName(type))), type);

const newerHistory = (type: string): Rejection =>
  new Rejection(
    'history-newer',
    `A newer version of Quench recorded ${type}, which this one cannot read: ask that one`,
  );

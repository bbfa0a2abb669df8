import { contracts as quenchContracts, type Contracts } from '@quench/contracts';
import { eventsModel, type ArchivedEvent, type Producer } from '@quench/historian-domain';
import { liftKnown, type ReadModels } from '@quench/ports';

const VERSION = /\.v\d+$/;

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

  /** All events of one type, those of its retired versions among them, in no order. */
  async *ofType(producer: Producer, type: string): AsyncGenerator<ArchivedEvent, void, undefined> {
    for (const version of [type, ...this.retired(type)]) {
      for await (const { row } of this.models.each<ArchivedEvent>(eventsModel(producer), { type: version })) {
        yield liftKnown(row, this.contracts);
      }
    }
  }

  private retired(type: string): readonly string[] {
    const name = type.replace(VERSION, '');
    return Object.keys(this.contracts.upcasters).filter((old) => old.replace(VERSION, '') === name);
  }
}

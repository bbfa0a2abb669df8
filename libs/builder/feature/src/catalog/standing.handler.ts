import { catalogStanding, type CatalogStanding } from '@quench/builder-domain';
import { catalogStream, type CatalogEvent } from '@quench/contracts';
import { EventStore } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** The edition that holds, and why the catalog folder is not it, where it was refused for what is in it. */
export class Standing extends Query<CatalogStanding> {}

@QueryHandler(Standing)
export class StandingHandler implements IQueryHandler<Standing> {
  constructor(private readonly store: EventStore) {}

  async execute(): Promise<CatalogStanding> {
    const { events } = await this.store.read<CatalogEvent>(catalogStream);
    return catalogStanding(events);
  }
}

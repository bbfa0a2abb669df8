import type { CatalogEvent } from '@quench/contracts';
import type { Appended } from '@quench/kernel';

/** The catalog that holds, and whether a folder was refused since it was applied. */
export interface CatalogStanding {
  /** 0 before the first. */
  readonly edition: number;
  readonly refused: CatalogRefusal | undefined;
}

/** A folder of which nothing was applied. */
export interface CatalogRefusal {
  /** RFC 3339; when it was offered first with these mistakes. */
  readonly since: string;
  /** Lines for people. */
  readonly problems: readonly string[];
}

/** @param events of the catalog's stream, from its beginning */
export const catalogStanding = (events: readonly Appended<CatalogEvent>[]): CatalogStanding =>
  events.reduce<CatalogStanding>(
    (standing, event) =>
      event.type === 'builder.CatalogApplied.v1'
        ? { edition: event.data.edition, refused: undefined }
        : { ...standing, refused: { since: event.occurredAt, problems: event.data.problems } },
    { edition: 0, refused: undefined },
  );

import { lineKey, linesIn, type ImageLine } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes } from './known-event.js';

/** The events that say which images there are. */
export const CATALOG_TYPES = ['builder.DefinitionAccepted.v1', 'builder.DefinitionRetired.v1'] as const;

/** The lines of the images that the catalog has, in the order of their keys. @param events oldest first */
export function linesNow(events: readonly ArchivedEvent[]): readonly ImageLine[] {
  const images = new Map<string, readonly ImageLine[]>();
  for (const { type, data } of ofTypes(events, ...CATALOG_TYPES)) {
    if (type === 'builder.DefinitionRetired.v1') images.delete(data.image);
    else images.set(data.image, linesIn(data));
  }
  return [...images.values()].flat().sort((a, b) => (lineKey(a) < lineKey(b) ? -1 : 1));
}

/** How many images the catalog had at an instant. @param events oldest first */
export const imagesAt = (events: readonly ArchivedEvent[], at: string): number =>
  new Set(linesNow(events.filter(({ sequencedAt }) => sequencedAt < at)).map(({ image }) => image)).size;

import type { CatalogApplied } from '@quench/contracts';

/** The images in which an edition of the catalog differs from the one before. */
export interface EditionChanges {
  readonly added: readonly string[];
  /** Their definitions changed. */
  readonly updated: readonly string[];
  readonly retired: readonly string[];
}

/** What an edition changed, each list in the order of the catalog. @param before undefined for the first edition */
export function editionChanges(
  before: Pick<CatalogApplied, 'definitions'> | undefined,
  { definitions, retired }: Pick<CatalogApplied, 'definitions' | 'retired'>,
): EditionChanges {
  const known = new Map(before?.definitions.map(({ image, definition }) => [image, definition]));
  const updated = definitions.filter(({ image, definition }) => (known.get(image) ?? definition) !== definition);
  return {
    added: definitions.flatMap(({ image }) => (known.has(image) ? [] : [image])),
    updated: updated.map(({ image }) => image),
    retired,
  };
}

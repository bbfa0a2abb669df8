import { Standing } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { appliedLines, applyFolder, editionText } from './apply-folder.js';
import type { Factory } from './factory.js';

/** What came of offering a folder as the catalog. */
export interface Offer {
  /** The edition that holds now, of this folder or the last that was accepted; 0 where none ever was. */
  readonly edition: number;
  /** Whether the folder differed from the catalog. */
  readonly changed: boolean;
  /** Why nothing of the folder was applied, a line for each mistake; empty when it is the catalog. */
  readonly refused: readonly string[];
  /** What else people should know of how it was applied. */
  readonly notes: readonly string[];
}

/**
 * Makes a folder the catalog, or leaves the catalog as it is and says why.
 * @throws Rejection `catalog-empty`, `catalog-unreadable`, `catalog-too-large` where there is no catalog to go on with
 */
export async function offerFolder(
  factory: Pick<Factory, 'actor' | 'command' | 'data' | 'query'>,
  folder: string,
): Promise<Offer> {
  try {
    const outcome = await applyFolder(factory, folder, { retire: [], offered: 'kept' });
    const { edition, changed, problems } = outcome;
    const images = changed ? [`catalog ${editionText(outcome)}`] : [];
    return { edition, changed, refused: problems, notes: [...appliedLines(outcome), ...images] };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const { edition } = await factory.query('builder', new Standing());
    if (edition === 0) throw error;
    return { edition, changed: false, refused: [error.message], notes: [] };
  }
}

/** What is said of a folder that was refused, in one line; undefined for one that was not, or where nothing is served. */
export const refusedLine = (
  folder: string,
  { edition, refused }: Pick<Offer, 'edition' | 'refused'>,
): string | undefined =>
  refused.length === 0 || edition === 0
    ? undefined
    : `The catalog ${folder} is refused: none of its edits is applied, and edition ${String(edition)} is served`;

/**
 * Everything that is said of an offer.
 * @param before why the folder was refused when somebody was told last; the same is not said again
 */
export function offerLines(folder: string, offer: Offer, before: readonly string[]): readonly string[] {
  const { refused, notes } = offer;
  if (refused.length > 0 && refused.join('\n') === before.join('\n')) return [];
  return [...refused, ...notes, refusedLine(folder, offer) ?? []].flat();
}

/**
 * Offers the folder that a factory starts with, and says what is wrong with it or what it changes. When it is refused, the
 * factory works on with the last accepted catalog, which is for `refusedLine` to say; a first one must be right.
 * @throws Rejection `catalog-refused`, and those of `offerFolder`
 */
export async function startingOffer(
  factory: Parameters<typeof offerFolder>[0],
  folder: string,
  note: (line: string) => void,
): Promise<Offer> {
  const offer = await offerFolder(factory, folder);
  const { edition, changed, refused, notes } = offer;
  for (const line of [...refused, ...notes]) note(line);
  if (edition === 0) {
    throw new Rejection('catalog-refused', `The catalog ${folder} was not applied; see the lines above`);
  }
  if (!changed && refused.length === 0) note('catalog unchanged');
  return offer;
}

/** How a command ends whose work is done, of a folder that was refused. @throws Rejection `catalog-refused` */
export function expectTaken(folder: string, offer: Pick<Offer, 'edition' | 'refused'>): void {
  const refused = refusedLine(folder, offer);
  if (refused !== undefined) throw new Rejection('catalog-refused', refused);
}

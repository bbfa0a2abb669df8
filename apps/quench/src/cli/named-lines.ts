import { Lines, type LineView } from '@quench/builder-feature';
import { lineNamed, lineName, linesNamed, namedLines, nearLine } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { Factory } from '../factory/factory.js';

/**
 * The lines of the catalog that a name means: all of an image by its name alone.
 * @throws Rejection `image-unknown`
 */
export async function linesMeant(factory: Pick<Factory, 'query'>, name: string): Promise<readonly LineView[]> {
  const lines = await factory.query('builder', new Lines());
  const meant = linesNamed(name, lines);
  if (meant.length === 0) throw new Rejection('image-unknown', unknownLine(name, lines));
  return meant;
}

/**
 * The one line of the catalog that a name means.
 * @throws Rejection `image-unknown`, `line-ambiguous`
 */
export async function lineMeant(factory: Pick<Factory, 'query'>, name: string): Promise<LineView> {
  const lines = await factory.query('builder', new Lines());
  const meant = lineNamed(name, lines);
  if (meant === undefined) throw new Rejection('image-unknown', unknownLine(name, lines));
  return meant;
}

type Named = Pick<LineView, 'image' | 'versionStream' | 'variant'>;

/** What is wrong with a name that no line has: it names a channel or a digest of an image, or is a slip of the pen. */
export function unknownLine(name: string, lines: readonly Named[]): string {
  const isImage = (one: string | undefined): boolean => lines.some(({ image }) => image === one);
  const [image = ''] = name.slice(name.lastIndexOf('/') + 1).split(/[:@]/);
  if (/[:@]/.test(name) && isImage(image)) {
    return `"${name}" names more than an image. Expected the name alone: ${image}`;
  }
  const named = namedLines(name)?.image;
  if (named !== undefined && isImage(named)) {
    const own = lines.filter((line) => line.image === named).map(lineName);
    return `${named} has no line "${name}". Its lines: ${own.join(', ')}`;
  }
  return `The catalog has no image "${image}".${nearLine(image, lines)} See: quench image list`;
}

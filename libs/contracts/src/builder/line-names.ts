import { didYouMean, Rejection } from '@quench/kernel';
import { DEV, lineName, PROD, type ImageLine } from './line.js';

const VARIANTS: readonly string[] = [PROD, DEV];

/** Which lines of which image a person means. */
export interface NamedLines {
  readonly image: string;
  /** Undefined for every one. */
  readonly versionStream: string | undefined;
  /** Undefined for every one. */
  readonly variant: string | undefined;
}

/** Reads `nodejs`, `nodejs/22`, `nodejs/dev`, `nodejs/22/dev`; undefined for what has another form. */
export function namedLines(text: string): NamedLines | undefined {
  const [image = '', ...parts] = text.split('/');
  if (image === '' || parts.length > 2 || parts.includes('')) return undefined;
  const [first, second] = parts;
  if (second !== undefined) return { image, versionStream: first, variant: second };
  const isVariant = first !== undefined && VARIANTS.includes(first);
  return { image, versionStream: isVariant ? undefined : first, variant: isVariant ? first : undefined };
}

/** Those of some lines that a name means; all of an image by its name alone. None where it means none of them. */
export function linesNamed<Line extends ImageLine>(text: string, lines: readonly Line[]): readonly Line[] {
  const named = namedLines(text);
  return lines.filter(
    ({ image, versionStream, variant }) =>
      image === named?.image &&
      versionStream === (named.versionStream ?? versionStream) &&
      variant === (named.variant ?? variant),
  );
}

/**
 * The one line that a name means: the one that is called so, else the only one of those that it means. Undefined where
 * it means none of them.
 * @throws Rejection `line-ambiguous` with all that it may mean
 */
export function lineNamed<Line extends ImageLine>(text: string, lines: readonly Line[]): Line | undefined {
  const meant = linesNamed(text, lines);
  const called = meant.find((line) => lineName(line) === text);
  const [first, ...others] = called === undefined ? meant : [called];
  if (others.length === 0) return first;
  const names = meant.map(lineName).join(', ');
  throw new Rejection('line-ambiguous', `"${text}" means several lines: ${names}. Name one of them`);
}

/** The nearest of the lines of the same image, where there is such an image, or else of all images. */
export function nearLine(text: string, lines: readonly ImageLine[]): string {
  const { image = text } = namedLines(text) ?? {};
  const own = lines.filter((line) => line.image === image).map(lineName);
  return didYouMean(text, own.length > 0 ? own : [...new Set(lines.map((line) => line.image))]);
}

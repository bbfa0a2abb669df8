import { closest, distance } from 'fastest-levenshtein';

/** The known name that somebody may have meant; undefined when more than about half of its letters differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(name, known);
  return distance(name, found) * 2 <= name.length + 1 ? found : undefined;
}

/** ` Did you mean "nginx"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

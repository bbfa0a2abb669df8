import { closest, distance } from 'fastest-levenshtein';

/** More letters that differ than these, and it is another word. */
const MAX_DISTANCE = 3;

/** ` Did you mean "nginx"?`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const found = closest(word, [...known]);
  return distance(word, found) > MAX_DISTANCE ? '' : ` Did you mean "${found}"?`;
}

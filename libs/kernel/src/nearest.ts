import { editDistance } from './edit-distance.js';

/** For longer names none is looked for: comparing takes the product of lengths. */
const MAX_LETTERS = 256;

/**
 * The known name that somebody may have meant, the first of several as near; undefined when more than about half of the
 * letters differ.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LETTERS) return undefined;
  let found: string | undefined;
  let atMost = Math.floor((name.length + 1) / 2);
  for (const one of known) {
    const differ = editDistance(name, one, atMost);
    if (differ > atMost) continue;
    found = one;
    atMost = differ - 1;
  }
  return found;
}

/** ` Did you mean "nginx"?`, or nothing when no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

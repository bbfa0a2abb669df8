/**
 * How many letters are to be added, removed or replaced to make one text of another (Levenshtein), in UTF-16 units. Takes
 * the product of both lengths in time.
 * @param atMost where counting ends: what takes more is answered as one more than this
 */
export function editDistance(from: string, to: string, atMost: number): number {
  const more = atMost + 1;
  if (Math.abs(from.length - to.length) > atMost) return more;
  // Of each beginning of `to`: its distance from the beginning of `from` that was last looked at.
  const row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index++) {
    if (advance(row, from.charCodeAt(index), to) > atMost) return more;
  }
  return Math.min(row.at(-1) ?? 0, more);
}

/** Makes the row that of a beginning one letter longer. @returns the least of its distances */
function advance(row: number[], letter: number, to: string): number {
  let corner = row[0] ?? 0;
  let left = corner + 1;
  let least = left;
  row[0] = left;
  for (let index = 0; index < to.length; index++) {
    const above = row[index + 1] ?? Infinity;
    left = Math.min(left + 1, above + 1, corner + (letter === to.charCodeAt(index) ? 0 : 1));
    corner = above;
    row[index + 1] = left;
    if (left < least) least = left;
  }
  return least;
}

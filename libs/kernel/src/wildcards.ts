/**
 * Whether a text is what a pattern means, in which `*` stands for any characters, also none. In time of at most their
 * lengths multiplied, however many stars there are.
 */
export function fits(pattern: string, text: string): boolean {
  let [at, read] = [0, 0];
  /** Where the last star was, and how much it stands for so far. */
  let star = -1;
  let taken = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      taken = read;
    } else if (pattern[at] === text[read]) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++taken;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

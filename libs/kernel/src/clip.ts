/**
 * The beginning of a text, as it can be stored and shown: never half a character.
 * @param max in UTF-16 units, at least 1; what is longer ends with `…`
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  const half = /[\uD800-\uDBFF]$/;
  return `${text.slice(0, max - 1).replace(half, '')}…`.toWellFormed();
}

/**
 * The names in a relation field, in order, each with its architecture: `a (>= 1) | b:any` gives `a` and `b:any`.
 * Tolerant: what is no relation is refused when it is resolved.
 */
export function namesIn(text: string, from: number, end: number, visit: (name: string) => void): void {
  let at = from;
  while (at < end) {
    while (at < end && isSeparator(text.charCodeAt(at))) at++;
    const start = at;
    while (at < end && isNamePart(text.charCodeAt(at))) at++;
    if (at > start) visit(text.slice(start, at));
    while (at < end && !isEnd(text.charCodeAt(at))) at++;
  }
}

const COMMA = 44;
const BAR = 124;
const isEnd = (code: number): boolean => code === COMMA || code === BAR;
const isSeparator = (code: number): boolean => isEnd(code) || code <= 32;
/** Up to a blank, `(`, `[`, `<` or the end of the alternative. */
const isNamePart = (code: number): boolean =>
  code > 32 && code !== 40 && code !== 91 && code !== 60 && code !== COMMA && code !== BAR;

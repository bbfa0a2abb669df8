/**
 * The names in a relation field, in order, each with its architecture: `a (>= 1) | b:any` gives `a` and `b:any`.
 * Tolerant: what is no relation is refused when it is resolved.
 */
export function namesIn(field: string, visit: (name: string) => void): void {
  let at = 0;
  while (at < field.length) {
    while (at < field.length && isSeparator(field.charCodeAt(at))) at++;
    const start = at;
    while (at < field.length && isNamePart(field.charCodeAt(at))) at++;
    if (at > start) visit(field.slice(start, at));
    while (at < field.length && !isEnd(field.charCodeAt(at))) at++;
  }
}

const COMMA = 44;
const BAR = 124;
const isEnd = (code: number): boolean => code === COMMA || code === BAR;
const isSeparator = (code: number): boolean => isEnd(code) || code <= 32;
/** Up to a blank, `(`, `[`, `<` or the end of the alternative. */
const isNamePart = (code: number): boolean =>
  code > 32 && code !== 40 && code !== 91 && code !== 60 && code !== COMMA && code !== BAR;

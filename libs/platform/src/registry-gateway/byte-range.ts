/** Bytes from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header (RFC 9110, section 14). Several ranges, other units and what cannot be read count as no header
 * at all, as the specification allows.
 * @returns undefined for the whole content, `unsatisfiable` when it asks only for bytes beyond the end
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '') return last === '' ? undefined : suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? size : Number(last) + 1;
  if (end <= start && last !== '') return undefined;
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size) };
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  return Math.min(length, size) === 0 ? 'unsatisfiable' : { start: size - Math.min(length, size), end: size };
}

import { splitVersion } from './debian-version.js';

const TILDE = 126;
const ZERO = 48;
const NINE = 57;

/** Negative when `a` is older than `b`, as dpkg orders them. Total over all texts; checks no syntax. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = splitVersion(a);
  const right = splitVersion(b);
  return (
    comparePart(left.epoch, right.epoch) ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

/** Compares two upstream versions or two revisions: runs of non-digits and runs of digits in turn. */
export function comparePart(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a.charCodeAt(i))) || (j < b.length && !isDigit(b.charCodeAt(j)))) {
      const difference = weight(a, i) - weight(b, j);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    i = endOfZeros(a, i);
    j = endOfZeros(b, j);
    const x = endOfDigits(a, i);
    const y = endOfDigits(b, j);
    // Numbers of any length: without leading zeros the longer one is larger, else the first digit that differs decides.
    if (x - i !== y - j) return x - i - (y - j);
    for (; i < x; i++, j++) {
      const difference = a.charCodeAt(i) - b.charCodeAt(j);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** `~` before the end, the end (and digits) before letters, letters before everything else. */
function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (code === TILDE) return -1;
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? code : code + 256;
}

function endOfZeros(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === ZERO) at++;
  return at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

import type { Contribution, ImageEntry } from '@quench/plugin-sdk';

const FOLDER = 'usr/share/ca-certificates/';
const KIND = 'certificate:';

/** The certificates of a package, for the bundle of the image. */
export const certificatesOf = (entries: readonly ImageEntry[]): readonly Contribution[] =>
  entries.flatMap((entry) =>
    entry.type === 'file' && entry.path.startsWith(FOLDER) && entry.path.endsWith('.crt')
      ? [{ name: `${KIND}${entry.path.slice(FOLDER.length)}`, content: entry.content }]
      : [],
  );

const NEWLINE = 10;

/**
 * The bundle that `update-ca-certificates` would write: the certificates in the byte order of their names, each without
 * white space at its end and with one newline. Undefined without certificates.
 */
export function bundle(contributions: readonly Contribution[]): Uint8Array | undefined {
  const found = contributions.filter(({ name }) => name.startsWith(KIND)).sort((a, b) => byBytes(a.name, b.name));
  if (found.length === 0) return undefined;
  const parts = found.map(({ content }) => trimmed(content));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    whole[at + part.length] = NEWLINE;
    at += part.length + 1;
  }
  return whole;
}

function trimmed(content: Uint8Array): Uint8Array {
  let end = content.length;
  while (end > 0 && [9, 10, 11, 12, 13, 32].includes(content[end - 1] ?? 0)) end--;
  return content.subarray(0, end);
}

/** Names are UTF-8; the order of their bytes is the order of their code points, not of UTF-16. */
function byBytes(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

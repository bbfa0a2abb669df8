import type { Contribution, ImageEntry } from '@quench/plugin-sdk';
import type { TrustedCertificate } from './java-trust-store.js';

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
 * white space at its end and with one newline; then those of the image's own. Undefined without certificates.
 * @param own in PEM
 */
export function bundle(
  contributions: readonly Contribution[],
  own: readonly Contribution[] = [],
): Uint8Array | undefined {
  const found = [...sorted(contributions), ...own];
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

/**
 * The same certificates for a Java trust store. Those of packages are called as Debian calls them, `debian:` and the name of
 * the file, those of the image's own `own:` and their name.
 */
export function trusted(
  contributions: readonly Contribution[],
  own: readonly Contribution[] = [],
): readonly TrustedCertificate[] {
  const named = [
    ...sorted(contributions).map(({ name, content }) => ({ content, ...debianNames(name.slice(KIND.length)) })),
    ...own.map(({ name, content }) => ({ content, short: `own:${name}`, whole: `own:${name}` })),
  ];
  const found = new Map<string, Uint8Array>();
  for (const { content, short, whole } of named) {
    for (const [index, certificate] of pemCertificates(content).entries()) {
      const alias = found.has(short.toLowerCase()) ? `${whole}:${String(index)}` : short;
      found.set(alias.toLowerCase(), certificate);
    }
  }
  return [...found].map(([alias, certificate]) => ({ alias, certificate }));
}

/** @param path below the folder of certificates */
function debianNames(path: string): { readonly short: string; readonly whole: string } {
  const pem = path.replace(/crt$/, 'pem');
  return { short: `debian:${pem.slice(pem.lastIndexOf('/') + 1)}`, whole: `debian:${pem}` };
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

const pemCertificates = (content: Uint8Array): readonly Uint8Array[] =>
  [...Buffer.from(content).toString('latin1').matchAll(PEM)].map(([, body = '']) => Buffer.from(body, 'base64'));

const sorted = (contributions: readonly Contribution[]): readonly Contribution[] =>
  contributions.filter(({ name }) => name.startsWith(KIND)).sort((a, b) => byBytes(a.name, b.name));

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

import type { ArchiveEntry, UnpackLimits } from '@quench/plugin-sdk';
import { malformed, tooLarge } from './archive-fault.js';
import { entryPath } from './entry-path.js';

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;

export const isAr = (bytes: Uint8Array): boolean => ascii(bytes, 0, MAGIC.length) === MAGIC;

/**
 * The members of an ar archive as .deb files use it: names of at most 16 bytes, perhaps ended by `/`. The names that
 * other tools keep elsewhere (`#1/…`, `//`) do not occur and are refused.
 * @throws IntegrityFault `archive-malformed`, `archive-too-large`, `archive-entry-refused`
 */
export function readAr(bytes: Uint8Array, limits: UnpackLimits): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  for (let at = MAGIC.length; at < bytes.length;) {
    if (entries.length === limits.maxEntries) throw tooLarge(`more than ${limits.maxEntries} members`);
    const entry = readMember(bytes, at);
    if (entries.some((other) => other.path === entry.path)) throw malformed(`its member ${entry.path} occurs twice`);
    entries.push(entry);
    at = endOf(bytes, at + HEADER_BYTES + entry.content.length);
  }
  return entries;
}

function readMember(bytes: Uint8Array, at: number): ArchiveEntry {
  const start = at + HEADER_BYTES;
  if (start > bytes.length) throw malformed('it ends within the header of a member');
  if (ascii(bytes, at + 58, at + 60) !== '`\n') throw malformed(`the header of a member at byte ${at} has no end mark`);
  const size = number(bytes, at + 48, 10, 10);
  if (start + size > bytes.length) throw malformed('it ends within a member');
  return {
    path: entryPath(bytes.subarray(at, at + trimmed(bytes, at))),
    type: 'file',
    mtime: number(bytes, at + 16, 12, 10),
    uid: number(bytes, at + 28, 6, 10),
    gid: number(bytes, at + 34, 6, 10),
    mode: number(bytes, at + 40, 8, 8) & 0o7777,
    user: '',
    group: '',
    target: undefined,
    content: bytes.subarray(start, start + size),
  };
}

/** Data has an even length. Some writers leave the last padding out. */
function endOf(bytes: Uint8Array, end: number): number {
  if (end % 2 === 0 || end === bytes.length) return end;
  if (bytes[end] !== 0x0a) throw malformed(`its padding at byte ${end} is not a newline`);
  return end + 1;
}

function trimmed(bytes: Uint8Array, at: number): number {
  const name = ascii(bytes, at, at + 16).trimEnd();
  return name.endsWith('/') ? name.length - 1 : name.length;
}

function number(bytes: Uint8Array, at: number, length: number, radix: 8 | 10): number {
  const text = ascii(bytes, at, at + length).trim();
  if (!(radix === 8 ? /^[0-7]*$/ : /^\d*$/).test(text)) throw malformed(`"${text}" in a member's header is no number`);
  return text === '' ? 0 : parseInt(text, radix);
}

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

import type { ArchiveEntry, UnpackLimits } from '@quench/plugin-sdk';
import { malformed, refused, tooLarge } from './archive-fault.js';
import { entryPath, entryText } from './entry-path.js';
import { paxNumber, readPaxRecords } from './pax-records.js';
import { BLOCK_BYTES, isZeroBlock, readTarHeader, type TarHeader } from './tar-header.js';
import { refuseConflicts, withoutRepeats } from './tar-conflicts.js';

/** What the headers before an entry say about it: GNU long names (`L`, `K`) and pax records (`x`). */
interface Extension {
  path?: Uint8Array;
  link?: Uint8Array;
  numbers: Map<string, number>;
  texts: Map<string, string>;
}

const TYPES: Readonly<Record<string, ArchiveEntry['type']>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};

/**
 * The entries of an uncompressed tar (ustar, GNU, pax), without the root directory itself. Contents are views of
 * `bytes`.
 * @throws IntegrityFault `archive-malformed`, `archive-too-large`, `archive-entry-refused`
 */
export function readTar(bytes: Uint8Array, limits: UnpackLimits): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  let extension = newExtension();
  let headers = 0;
  let at = 0;
  for (; !isZeroBlock(blockAt(bytes, at));) {
    // Extension headers count too: a million of them is as much work as a million entries.
    if (++headers > limits.maxEntries * 3) throw tooLarge(`more than ${limits.maxEntries} entries`);
    const header = readTarHeader(blockAt(bytes, at));
    const size = extension.numbers.get('size') ?? header.size;
    const content = contentAt(bytes, at + BLOCK_BYTES, size);
    at += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    if (extend(extension, header.type, content)) continue;
    const entry = toEntry(header, extension, content);
    if (entry.path !== '') entries.push(entry);
    if (entries.length > limits.maxEntries) throw tooLarge(`more than ${limits.maxEntries} entries`);
    extension = newExtension();
  }
  refuseDamagedEnd(bytes, at);
  const distinct = withoutRepeats(entries);
  refuseConflicts(distinct);
  return distinct;
}

const newExtension = (): Extension => ({ numbers: new Map(), texts: new Map() });

function blockAt(bytes: Uint8Array, at: number): Uint8Array {
  if (at + BLOCK_BYTES > bytes.length) throw malformed('it ends without the two zero blocks that end a tar');
  return bytes.subarray(at, at + BLOCK_BYTES);
}

function contentAt(bytes: Uint8Array, start: number, size: number): Uint8Array {
  if (size < 0 || start + size > bytes.length) throw malformed('it ends within the content of an entry');
  return bytes.subarray(start, start + size);
}

/** Two zero blocks end a tar; whatever pads it is zero as well. */
function refuseDamagedEnd(bytes: Uint8Array, at: number): void {
  if (bytes.length - at < 2 * BLOCK_BYTES) throw malformed('it ends without the two zero blocks that end a tar');
  if (!isZeroBlock(bytes.subarray(at))) throw malformed('bytes follow the end of its tar');
}

/** Whether the header only says something about the entry after it. */
function extend(extension: Extension, type: string, content: Uint8Array): boolean {
  if (type === 'L') extension.path = withoutNuls(content);
  else if (type === 'K') extension.link = withoutNuls(content);
  else if (type === 'x') applyRecords(extension, readPaxRecords(content));
  else return type === 'g';
  return true;
}

function applyRecords(extension: Extension, records: ReadonlyMap<string, Uint8Array>): void {
  for (const [key, value] of records) {
    if (key === 'path') extension.path = value;
    else if (key === 'linkpath') extension.link = value;
    else if (['size', 'uid', 'gid', 'mtime'].includes(key)) extension.numbers.set(key, paxNumber(value));
    else if (['uname', 'gname'].includes(key)) extension.texts.set(key, entryText(value));
    else if (key.startsWith('GNU.sparse.')) throw refused(key, 'is a sparse file');
  }
}

function toEntry(header: TarHeader, extension: Extension, content: Uint8Array): ArchiveEntry {
  const path = entryPath(extension.path ?? header.name);
  const type = TYPES[header.type];
  if (type === undefined) throw refused(path, `is neither file, directory nor link (tar type "${header.type}")`);
  if (type !== 'file' && content.length > 0) throw malformed(`its ${type} ${path} has content`);
  return {
    path,
    type,
    mode: header.mode,
    user: extension.texts.get('uname') ?? header.user,
    group: extension.texts.get('gname') ?? header.group,
    uid: extension.numbers.get('uid') ?? header.uid,
    gid: extension.numbers.get('gid') ?? header.gid,
    mtime: extension.numbers.get('mtime') ?? header.mtime,
    target: targetOf(type, path, extension.link ?? header.link),
    content,
  };
}

function targetOf(type: ArchiveEntry['type'], path: string, link: Uint8Array): string | undefined {
  if (type === 'hardlink') return entryPath(link);
  if (type !== 'symlink') return undefined;
  const target = entryText(link);
  if (target === '') throw refused(path, 'is a link to nothing');
  return target;
}

function withoutNuls(content: Uint8Array): Uint8Array {
  const end = content.indexOf(0);
  return end < 0 ? content : content.subarray(0, end);
}

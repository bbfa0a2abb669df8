import type { ImageEntry } from '@quench/plugin-sdk';
import { Rejection } from '@quench/kernel';

export const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
/** Fixed, so that the name of a header that only carries a long name cannot differ. */
const PAX_NAME = 'pax';
const MAX_ID = 0o7777777;
const MAX_SIZE = 0o77777777777;

const TYPE_FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5', pax: 'x' } as const;

/** What one header block says. */
interface Header {
  readonly name: Uint8Array;
  readonly type: keyof typeof TYPE_FLAGS;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly link: Uint8Array;
}

/**
 * All blocks before the content of an entry: one, or three where a name is too long for it.
 * @throws Rejection `entry-not-representable`
 */
export function entryBlocks(entry: ImageEntry): readonly Uint8Array[] {
  const name = Buffer.from(entry.type === 'directory' ? `${entry.path}/` : entry.path);
  const link = Buffer.from('target' in entry ? entry.target : '');
  const size = entry.type === 'file' ? entry.content.length : 0;
  refuseUnrepresentable(entry, size);
  const { mode, uid, gid, mtime, type } = entry;
  const header = headerBlock({
    ...{ type, mode, uid, gid, mtime, size },
    name: name.subarray(0, NAME_BYTES),
    link: link.subarray(0, NAME_BYTES),
  });
  const records = [
    ...(name.length > NAME_BYTES ? [paxRecord('path', name)] : []),
    ...(link.length > NAME_BYTES ? [paxRecord('linkpath', link)] : []),
  ];
  if (records.length === 0) return [header];
  return [...paxBlocks(Buffer.concat(records), mtime), header];
}

/** Zeros after `size` bytes up to the next block. */
export const padding = (size: number): number => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;

function paxBlocks(records: Uint8Array, mtime: number): readonly Uint8Array[] {
  const header = headerBlock({
    ...{ type: 'pax', mode: 0o644, uid: 0, gid: 0, mtime, size: records.length },
    name: Buffer.from(PAX_NAME),
    link: Buffer.alloc(0),
  });
  const content = Buffer.alloc(records.length + padding(records.length));
  content.set(records);
  return [header, content];
}

/** `length key=value\n`, where length counts itself, in bytes (POSIX.1-2001, pax). */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length += 1;
  return Buffer.concat([Buffer.from(`${String(length)} ${key}=`), value, Buffer.from('\n')]);
}

function headerBlock({ name, type, mode, uid, gid, size, mtime, link }: Header): Uint8Array {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(name, 0);
  octal(block, mode, { at: 100, digits: 7 });
  octal(block, uid, { at: 108, digits: 7 });
  octal(block, gid, { at: 116, digits: 7 });
  octal(block, size, { at: 124, digits: 11 });
  octal(block, mtime, { at: 136, digits: 11 });
  block.write('        ', 148, 'latin1');
  block.write(TYPE_FLAGS[type], 156, 'latin1');
  block.set(link, 157);
  block.write('ustar\u000000', 257, 'latin1');
  // No device, and no owner names: those of the building machine mean nothing in the image.
  octal(block, 0, { at: 329, digits: 7 });
  octal(block, 0, { at: 337, digits: 7 });
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return block;
}

const octal = (block: Buffer, value: number, { at, digits }: { at: number; digits: number }): void => {
  block.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
};

const checksum = (block: Uint8Array): number => block.reduce((sum, byte) => sum + byte, 0);

function refuseUnrepresentable({ path, mode, uid, gid, mtime }: ImageEntry, size: number): void {
  const fits =
    within(mode, 0o7777) &&
    within(uid, MAX_ID) &&
    within(gid, MAX_ID) &&
    within(size, MAX_SIZE) &&
    within(mtime, MAX_SIZE);
  if (fits && isPlainPath(path)) return;
  throw new Rejection(
    'entry-not-representable',
    `${JSON.stringify(path)} cannot be written into a layer: it has no plain relative path, or mode, owner, size or ` +
      `time are out of range (mode ${mode.toString(8)}, owner ${String(uid)}:${String(gid)}, ${String(size)} bytes, ` +
      `time ${String(mtime)})`,
  );
}

const within = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;

const isPlainPath = (path: string): boolean =>
  path !== '' &&
  !path.includes('\u0000') &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

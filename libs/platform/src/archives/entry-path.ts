import { refused } from './archive-fault.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * UTF-8 text of a name or link.
 * @throws IntegrityFault `archive-entry-refused` for bytes that are not UTF-8, and for control characters
 */
export function entryText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw refused(Buffer.from(bytes).toString('latin1'), 'is not UTF-8');
  }
  // A name with a newline forges lines of the lists that are made of names.
  // eslint-disable-next-line no-control-regex -- the range is what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) throw refused(JSON.stringify(text), 'has control characters');
  return text;
}

/**
 * A path below the root of the archive in its shortest spelling, without dots and doubled slashes; the root itself is the
 * empty text. Two spellings of one path are so told to be one.
 * @throws IntegrityFault `archive-entry-refused` for what leaves the root, and for a spelling in other code points
 */
export function entryPath(bytes: Uint8Array): string {
  const text = entryText(bytes);
  if (text === '') throw refused(text, 'has no name');
  if (text.startsWith('/')) throw refused(text, 'is an absolute path');
  const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw refused(text, 'leaves the root of the archive');
  const path = segments.join('/');
  if (path.normalize('NFC') !== path) throw refused(text, 'is not in Unicode normal form C');
  return path;
}

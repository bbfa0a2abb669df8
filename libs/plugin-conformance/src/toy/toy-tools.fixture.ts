import { createHash } from 'node:crypto';
import { PluginError, type ArchiveEntry, type Digest } from '@quench/plugin-sdk';
import type { Tools } from '../replay-host.js';

/** Whom the toy plugin believes. */
export const TOY_KEY = 'toy-key';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** UTF-8. */
export const bytesOf = (words: string): Uint8Array => new TextEncoder().encode(words);

const sha256 = (content: string | Uint8Array): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Good enough to tell who signed; nobody is kept from signing. */
export const toySigned = (words: string, key: string): Uint8Array => bytesOf(`${sha256(`${key}\n${words}`)}\n${words}`);

/** An archive of the toy's own format: its name, a line for each file, and an end. */
export const toyArchive = (files: Readonly<Record<string, string>>): Uint8Array =>
  bytesOf(
    ['toy-archive', ...Object.entries(files).map(([path, content]) => `0644 ${path} ${content}`), 'end'].join('\n'),
  );

function entryOf(line: string): ArchiveEntry {
  const [, mode = '', path = '', content = ''] = /^([0-7]{4}) (\S+) ?(.*)$/.exec(line) ?? [];
  if (mode === '' || path.split('/').some((part) => part === '' || part === '..')) throw new Error(`no entry: ${line}`);
  const owner = { user: 'root', group: 'root', uid: 0, gid: 0, mtime: 1 };
  return { ...owner, path, type: 'file', mode: parseInt(mode, 8), target: undefined, content: bytesOf(content) };
}

/** What a host would do for toy packages. */
export const toyTools: Tools = {
  hash: sha256,
  fulfils: (bytes, checksums) => checksums.every((checksum) => checksum.toLowerCase() === sha256(bytes)),
  decompress: (bytes) => Promise.resolve(bytes),
  unpack: (bytes) => {
    const [head, ...lines] = text(bytes).split('\n');
    if (head !== 'toy-archive' || lines.pop() !== 'end') return Promise.reject(new Error('not a toy archive'));
    return Promise.resolve().then(() => lines.map(entryOf));
  },
  verifyClearsigned: (message, keys) => {
    const [, ...lines] = text(message).split('\n');
    const words = lines.join('\n');
    const signedBy = keys.filter((key) => text(toySigned(words, key)) === text(message));
    if (signedBy.length === 0) return Promise.reject(new PluginError('not-authentic', 'no good signature'));
    return Promise.resolve({ text: words, signedBy });
  },
};

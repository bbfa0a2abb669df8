import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { errorCode } from '../node-errors/index.js';
import { responseTooLarge, unreachable } from './fetch-faults.js';
import type { Origins } from './origins.js';

/**
 * A file below a `file:` base, links followed; undefined when there is none.
 * @throws Rejection `origin-not-allowed` when a link leads out; TransientFault `registry-unreachable`;
 *   IntegrityFault `response-too-large`
 */
export async function openFile(
  url: URL,
  origins: Origins,
  maxBytes: number,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const path = await realpath(fileURLToPath(url));
    // The base itself may be reached by a link; what is below it may not leave it.
    const root = await realpath(fileURLToPath(origins.baseOf(url)));
    if (!path.startsWith(`${root}/`)) origins.allow(pathToFileURL(path).href, url);
    const { size } = await stat(path);
    if (size > maxBytes) throw responseTooLarge(url, maxBytes);
    return createReadStream(path, { end: Math.max(0, maxBytes - 1) });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES' || code === 'EISDIR') throw unreachable(url, code, error);
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { unlessMissing } from '../node-errors/index.js';
import { makeFolder, syncFolder } from './folders.js';

/** What a scrub found. Paths are relative to the store's folder. */
export interface ScrubReport {
  /** Contents that are what their name says. */
  readonly sound: number;
  /** Bytes read. */
  readonly bytes: number;
  /** Files whose bytes or names are wrong, each with its new place under `quarantine`. */
  readonly quarantined: readonly { readonly path: string; readonly movedTo: string; readonly actual: string }[];
  /** Unfinished writes that were removed. */
  readonly abandoned: number;
}

/** A write that has not moved for so long has lost its writer. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Verifies every file of a content folder against its name. Contents that arrive meanwhile may or may not be seen. */
export async function scrubFolder(root: string): Promise<ScrubReport> {
  const contents = join(root, 'sha256');
  const quarantined: { path: string; movedTo: string; actual: string }[] = [];
  let sound = 0;
  let bytes = 0;
  for (const prefix of await names(contents)) {
    for (const rest of await names(join(contents, prefix))) {
      const path = join(contents, prefix, rest);
      const actual = await hashFile(path);
      bytes += actual.bytes;
      if (actual.hex === prefix + rest) {
        sound += 1;
        continue;
      }
      quarantined.push({
        path: relative(root, path),
        movedTo: relative(root, await setAside(root, path, `${prefix}${rest}.${actual.hex.slice(0, 12)}`)),
        actual: `sha256:${actual.hex}`,
      });
    }
  }
  return { sound, bytes, quarantined, abandoned: await removeAbandoned(join(root, 'incoming')) };
}

async function setAside(root: string, path: string, name: string): Promise<string> {
  const folder = join(root, 'quarantine');
  await makeFolder(folder);
  await rename(path, join(folder, name));
  await syncFolder(folder);
  return join(folder, name);
}

async function removeAbandoned(incoming: string): Promise<number> {
  let removed = 0;
  for (const name of await names(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function hashFile(path: string): Promise<{ hex: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).byteLength;
  }
  return { hex: hash.digest('hex'), bytes };
}

const names = async (folder: string): Promise<readonly string[]> => (await readdir(folder).catch(unlessMissing)) ?? [];

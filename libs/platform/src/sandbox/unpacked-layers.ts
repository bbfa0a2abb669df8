import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Digest } from '@quench/kernel';
import type { ImageLayers, LayerEntry } from '@quench/ports';
import { KeptFolders } from './kept-folders.js';
import { describedOwnership, Owners, type EntryOfFile, type Ownership } from './ownership.js';

const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
const LIST = 'entries.json';
/** Written before others have a turn: by promises a file costs three times as much. */
const FILES_A_TURN = 64;

/** An entry of a layer whose bytes are in the file `from` already, with its owner and mode. */
export type UnpackedEntry = Exclude<LayerEntry, { readonly type: 'file' }> | (EntryOfFile & { readonly from: string });

/** A layer whose files stay where they are until it is released. */
export interface HeldLayer {
  /** In the order of the layer. */
  readonly entries: readonly UnpackedEntry[];
  release(): void;
}

/** Files of layers, each layer once: images share most of theirs. */
export class UnpackedLayers {
  private readonly kept: KeptFolders;

  /** @param keep so many layers for later, beside those in use */
  constructor(
    folder: string,
    private readonly layers: ImageLayers,
    keep: number,
  ) {
    this.kept = new KeptFolders(folder, keep);
  }

  /** @throws IntegrityFault of `ImageLayers` */
  async hold(layer: Digest, ownership: Ownership): Promise<HeldLayer> {
    const held = await this.kept.hold([layer, describedOwnership(ownership)], (folder) =>
      this.unpack(layer, folder, new Owners(folder, ownership)),
    );
    try {
      const listed = JSON.parse(await readFile(join(held.path, LIST), 'utf8')) as readonly UnpackedEntry[];
      const entries = listed.map((one) => (one.type === 'file' ? { ...one, from: join(held.path, one.from) } : one));
      return { entries, release: held.release };
    } catch (fault) {
      held.release();
      throw fault;
    }
  }

  clear(): Promise<void> {
    return this.kept.clear();
  }

  trim(): Promise<void> {
    return this.kept.trim();
  }

  private async unpack(layer: Digest, folder: string, owners: Owners): Promise<void> {
    const listed: UnpackedEntry[] = [];
    for await (const entry of this.layers.entries(layer, { maxBytes: MAX_UNPACKED_BYTES })) {
      if (entry.type !== 'file') {
        listed.push(entry);
        continue;
      }
      const { path, type, mode, uid, gid, content } = entry;
      const file = { path, type, mode, uid, gid, from: String(listed.length) };
      write(join(folder, file.from), content, { file, owners });
      listed.push(file);
      if (listed.length % FILES_A_TURN === 0) await setImmediate();
    }
    await writeFile(join(folder, LIST), JSON.stringify(listed));
  }
}

function write(at: string, content: Uint8Array, { file, owners }: { file: EntryOfFile; owners: Owners }): void {
  const opened = openSync(at, 'wx', owners.firstMode(file));
  try {
    for (let done = 0; done < content.length;) done += writeSync(opened, content, done);
    owners.finish(file, opened);
  } finally {
    closeSync(opened);
  }
}

import { createHash } from 'node:crypto';
import type { Digest } from '@quench/kernel';
import type { ArchiveEntry } from '@quench/plugin-sdk';
import { ImageLayers, type ContentStore, type LayerEntry } from '@quench/ports';
import { unpackArchive } from '../archives/index.js';

const MAX_COMPRESSED_BYTES = 2 * 1024 ** 3;
const MAX_ENTRIES = 500_000;

/** Layers as every engine writes them: a tar archive, compressed by gzip. One layer at a time is in memory. */
export class TarLayers extends ImageLayers {
  constructor(private readonly content: ContentStore) {
    super();
  }

  override async *entries(layer: Digest, { maxBytes }: { readonly maxBytes: number }): AsyncGenerator<LayerEntry> {
    const bytes = await this.content.read(layer, { maxBytes: MAX_COMPRESSED_BYTES });
    for (const entry of await unpackArchive(bytes, { maxBytes, maxEntries: MAX_ENTRIES })) yield layerEntry(entry);
  }
}

function layerEntry({ path, mode, uid, gid, type, content, target }: ArchiveEntry): LayerEntry {
  const at = { path, mode, uid, gid };
  if (type === 'directory') return { ...at, type };
  // Unpacking asks for no checksum, and it costs more than the rest.
  if (type === 'file')
    return {
      ...at,
      type,
      content,
      get md5() {
        return md5Of(content);
      },
    };
  return { ...at, type, target: target ?? '' };
}

const md5Of = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');

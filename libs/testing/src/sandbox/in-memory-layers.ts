import { canonicalJson, IntegrityFault, type Digest, type Json } from '@quench/kernel';
import { ImageLayers, type ContentStore, type LayerEntry } from '@quench/ports';

const MAX_BYTES = 16_000_000;
const isFile = (entry: LayerEntry): entry is Extract<LayerEntry, { type: 'file' }> => entry.type === 'file';

/** Layers that are no archives but lists of their entries, as JSON in the content store. */
export class InMemoryLayers extends ImageLayers {
  constructor(private readonly content: ContentStore) {
    super();
  }

  async write(entries: readonly LayerEntry[]): Promise<{ readonly digest: Digest; readonly size: number }> {
    const plain = entries.map((entry) =>
      isFile(entry) ? { ...entry, content: Buffer.from(entry.content).toString('base64') } : entry,
    );
    return this.content.write(Buffer.from(canonicalJson(plain as Json)));
  }

  override async *entries(layer: Digest, { maxBytes }: { readonly maxBytes: number }): AsyncGenerator<LayerEntry> {
    const text = Buffer.from(await this.content.read(layer, { maxBytes: MAX_BYTES })).toString();
    if (!text.startsWith('[')) throw new IntegrityFault('archive-malformed', `${layer} is no list of entries`);
    let left = maxBytes;
    for (const written of JSON.parse(text) as LayerEntry[]) {
      const entry = isFile(written) ? { ...written, content: Buffer.from(String(written.content), 'base64') } : written;
      if (leavesTheImage(entry.path)) throw new IntegrityFault('archive-entry-refused', `"${entry.path}" leaves it`);
      left -= isFile(entry) ? entry.content.length : 0;
      if (left < 0) throw new IntegrityFault('archive-too-large', `${layer} has more than ${String(maxBytes)} bytes`);
      yield entry;
    }
  }
}

const leavesTheImage = (path: string): boolean => path.startsWith('/') || path.split('/').includes('..');

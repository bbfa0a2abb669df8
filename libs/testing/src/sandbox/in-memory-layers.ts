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

  override async *entries(layer: Digest): AsyncGenerator<LayerEntry> {
    const text = Buffer.from(await this.content.read(layer, { maxBytes: MAX_BYTES })).toString();
    if (!text.startsWith('[')) throw new IntegrityFault('archive-malformed', `${layer} is no list of entries`);
    for (const entry of JSON.parse(text) as LayerEntry[]) {
      yield isFile(entry) ? { ...entry, content: Buffer.from(String(entry.content), 'base64') } : entry;
    }
  }
}

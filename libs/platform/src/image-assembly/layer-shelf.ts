import type { Digest } from '@quench/kernel';
import type { LayerCache, LayerRecord } from './layer-cache.js';

/** The layers of one assembly: from the cache or made, and which of them the cache had wrong. */
export class LayerShelf {
  built = 0;
  reused = 0;
  readonly diverged: { readonly claimed: Digest; readonly made: Digest }[] = [];

  constructor(
    private readonly cache: LayerCache,
    readonly mode: 'use' | 'bypass',
  ) {}

  async find(key: Digest): Promise<LayerRecord | undefined> {
    const [record] = await this.findMany([key]);
    return record;
  }

  /** As `find`, of some layers, in their order. */
  async findMany(keys: readonly Digest[]): Promise<readonly (LayerRecord | undefined)[]> {
    if (this.mode === 'bypass') return keys.map(() => undefined);
    const records = await this.cache.getMany(keys);
    this.reused += records.filter((record) => record !== undefined).length;
    return records;
  }

  async keep(key: Digest, made: LayerRecord): Promise<LayerRecord> {
    this.built += 1;
    const claimed = await this.cache.get(key);
    if (claimed !== undefined && claimed.digest !== made.digest) {
      this.diverged.push({ claimed: claimed.digest, made: made.digest });
    }
    await this.cache.put(key, made);
    return made;
  }
}

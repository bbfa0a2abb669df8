import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import { ImageLayers, type LayerEntry } from '@quench/ports';
import { LayerFacts } from './layer-facts.js';

/** Layers of so many folders each, by the text that names them; counts how often each is read. */
class CountedLayers extends ImageLayers {
  readonly reads: Digest[] = [];

  constructor(private readonly folders: number) {
    super();
  }

  async *entries(layer: Digest): AsyncGenerator<LayerEntry> {
    this.reads.push(layer);
    for (let n = 0; n < this.folders; n++) {
      yield await Promise.resolve({ type: 'directory', path: `d${String(n)}`, mode: 0o755, uid: 0, gid: 0 } as const);
    }
  }
}

const [a, b, c] = [sha256('a'), sha256('b'), sha256('c')];

describe('what layers say', () => {
  it('is read once, and told each time', async () => {
    const layers = new CountedLayers(2);
    const facts = new LayerFacts(layers);
    expect(await facts.of(a)).toEqual([
      expect.objectContaining({ path: 'd0' }),
      expect.objectContaining({ path: 'd1' }),
    ]);
    expect(await facts.of(a)).toBe(await facts.of(a));
    expect(layers.reads).toEqual([a]);
  });

  it('is forgotten where it was not asked for the longest, once there is too much of it', async () => {
    const layers = new CountedLayers(40_000);
    const facts = new LayerFacts(layers);
    for (const layer of [a, b, a, c, a, b]) await facts.of(layer);
    expect(layers.reads).toEqual([a, b, c, b]);
  });
});

import type { Digest } from '@quench/kernel';
import { ImageLayers } from '@quench/ports';
import { layerFact, type LayerFact } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';

const MAX_LAYER_BYTES = 2 * 1024 ** 3;
/** Of all layers together, in entries without a text; each takes some hundred bytes. */
const MAX_KEPT = 100_000;
/** So much text weighs as much as an entry. */
const CHARACTERS_OF_ENTRY = 256;

const weightOf = (facts: readonly LayerFact[]): number =>
  facts.reduce((sum, fact) => sum + 1 + textOf(fact).length / CHARACTERS_OF_ENTRY, 0);
const textOf = (fact: LayerFact): string => (fact.type === 'file' ? (fact.text ?? '') : '');

/** What the rules look at in layers. Images share most of theirs, so those that were looked at last are kept. */
@Injectable()
export class LayerFacts {
  /** The one that was not asked for the longest comes first. */
  private readonly kept = new Map<Digest, readonly LayerFact[]>();
  private weight = 0;

  constructor(private readonly layers: ImageLayers) {}

  /** @throws IntegrityFault as `ImageLayers` does */
  async of(layer: Digest): Promise<readonly LayerFact[]> {
    const known = this.kept.get(layer);
    const facts = known ?? (await this.read(layer));
    this.drop(layer);
    this.kept.set(layer, facts);
    this.weight += weightOf(facts);
    for (const [oldest] of this.kept) {
      if (this.weight <= MAX_KEPT) break;
      this.drop(oldest);
    }
    return facts;
  }

  private async read(layer: Digest): Promise<readonly LayerFact[]> {
    const facts: LayerFact[] = [];
    for await (const entry of this.layers.entries(layer, { maxBytes: MAX_LAYER_BYTES })) facts.push(layerFact(entry));
    return facts;
  }

  private drop(layer: Digest): void {
    this.weight -= weightOf(this.kept.get(layer) ?? []);
    this.kept.delete(layer);
  }
}

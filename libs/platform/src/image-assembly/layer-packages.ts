import type { LockedPackage } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { PackageLayers } from '@quench/ports';
import { codecVersion } from './codec.js';
import { ecosystemOf } from './ecosystem-of.js';
import type { LayerAssemblerParts } from './layer-assembler.js';
import { LayerCache, layerKey } from './layer-cache.js';
import { makeLayer } from './package-layers.js';

/** One package as a layer of its own, the same that an image gives it; from the cache of layers or made. */
export class LayerPackages extends PackageLayers {
  private readonly cache: LayerCache;

  constructor(private readonly parts: LayerAssemblerParts) {
    super();
    this.cache = new LayerCache(parts.cacheDirectory, parts.store);
  }

  override async layer(file: LockedPackage): Promise<Digest> {
    const ecosystem = ecosystemOf(file.purl);
    const { filterVersion } = this.parts.ecosystems.get(ecosystem).plugin.install;
    const key = layerKey(['packages', codecVersion, [[file.sha256, ecosystem, filterVersion]]]);
    const kept = await this.cache.get(key);
    if (kept !== undefined) return kept.digest;
    const layer = { kind: 'package', packages: [file.purl] } as const;
    const keyed = { layer, key, packages: [file], size: file.size };
    const made = await makeLayer(keyed, this.parts, new AbortController().signal);
    await this.cache.put(key, made);
    return made.digest;
  }
}

import { ecosystemOf } from '@quench/kernel';
import type { DefinitionAccount, LockedPackage } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { PackageLayers } from '@quench/ports';
import { codecVersion } from './codec.js';
import { withParents } from './directories.js';
import { dependency } from './finish-image.js';
import type { LayerAssemblerParts } from './layer-assembler.js';
import { LayerCache, layerKey, type LayerRecord } from './layer-cache.js';
import { storeLayer } from './layer-gzip.js';
import { makeLayer, packageInput } from './package-layers.js';
import { writeTar } from './tar-writer.js';

/** One package as a layer of its own, from the cache of layers or made. */
export class LayerPackages extends PackageLayers {
  private readonly cache: LayerCache;

  constructor(private readonly parts: LayerAssemblerParts) {
    super();
    this.cache = new LayerCache(parts.cacheDirectory, parts.store, parts.thread);
  }

  override layer(file: LockedPackage): Promise<Digest> {
    return this.cached('packages', file, (key) => {
      const layer = { kind: 'package', packages: [file.purl] } as const;
      return makeLayer({ layer, key, packages: [file], taken: 'to-run', size: file.size }, this.parts, never());
    });
  }

  override whole(file: LockedPackage): Promise<Digest> {
    return this.cached('whole', file, async () => {
      const job = { kind: 'whole', package: await packageInput(file, this.parts.store) } as const;
      const { tar } = await this.parts.executor.run(job, never());
      return this.forTests(tar);
    });
  }

  override programs(file: LockedPackage, names: readonly string[]): Promise<Digest> {
    return this.cached(`programs ${names.join(' ')}`, file, async () => {
      const job = { kind: 'programs', package: await packageInput(file, this.parts.store), names } as const;
      const { tar } = await this.parts.executor.run(job, never());
      return this.forTests(tar);
    });
  }

  override async system(files: readonly LockedPackage[], accounts: readonly DefinitionAccount[]): Promise<Digest> {
    const names = [...new Set(files.map(({ purl }) => ecosystemOf(purl)))].sort();
    const entries = names.flatMap((name) => {
      const packages = files.filter(({ purl }) => ecosystemOf(purl) === name).map(dependency);
      return this.parts.ecosystems.get(name).plugin.install.finish({ packages, contributions: [], accounts, mtime: 0 });
    });
    return (await this.forTests(writeTar(withParents(entries)))).digest;
  }

  private async forTests(tar: Uint8Array<SharedArrayBuffer>): Promise<LayerRecord> {
    return { ...(await storeLayer(tar, { ...this.parts, use: 'test' }, never())), mtime: 0 };
  }

  private async cached(
    kind: string,
    file: LockedPackage,
    make: (key: Digest) => Promise<LayerRecord>,
  ): Promise<Digest> {
    const ecosystem = ecosystemOf(file.purl);
    const { filterVersion } = this.parts.ecosystems.get(ecosystem).plugin.install;
    const key = layerKey([kind, codecVersion, [[file.sha256, ecosystem, filterVersion]]]);
    const kept = await this.cache.get(key);
    if (kept !== undefined) return kept.digest;
    const made = await make(key);
    await this.cache.put(key, made);
    return made.digest;
  }
}

const never = (): AbortSignal => new AbortController().signal;

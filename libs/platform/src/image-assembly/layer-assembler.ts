import { performance } from 'node:perf_hooks';
import type { Digest } from '@quench/kernel';
import {
  ImageAssembler,
  type Assembly,
  type AssemblyRequest,
  type ContentStore,
  type Ecosystems,
  type ProjectEcosystems,
} from '@quench/ports';
import type { ContentsThread } from '../content-store/contents-thread.js';
import { failpoint } from '../failpoints/index.js';
import { checkVersions, codecVersion, requirePinnedZlib } from './codec.js';
import { CpuShares } from './cpu-shares.js';
import { finishImage } from './finish-image.js';
import { LayerCache, layerKey, type LayerRecord } from './layer-cache.js';
import { storeLayer } from './layer-gzip.js';
import type { JobExecutor, PackageFacts } from './layer-job.js';
import { LayerShelf } from './layer-shelf.js';
import { KnownFacts } from './known-facts.js';
import { keyedLayers, makeLayer, type KeyedLayer } from './package-layers.js';
import { SingleFlight } from './single-flight.js';
import { writeTar } from './tar-writer.js';

export interface LayerAssemblerParts {
  readonly store: ContentStore;
  readonly ecosystems: Ecosystems;
  readonly projects: ProjectEcosystems;
  readonly executor: JobExecutor;
  /** Of the layer cache: `<data>/cache/layers`. */
  readonly cacheDirectory: string;
  /** Is asked for the editions of records while it runs. */
  readonly thread?: ContentsThread | undefined;
}

type Options = Parameters<ImageAssembler['assemble']>[1];

/** A layer with what it was made as. */
interface FoundLayer {
  readonly keyed: KeyedLayer;
  readonly record: LayerRecord;
}

/** Makes layers of packages, each a pure function of what is in it, and keeps them for the next image. */
export class LayerAssembler extends ImageAssembler {
  override readonly codecVersion = codecVersion;
  private readonly cache: LayerCache;
  private readonly making = new SingleFlight<LayerRecord>();
  private readonly cpu = new CpuShares();
  private readonly facts: KnownFacts;

  constructor(private readonly parts: LayerAssemblerParts) {
    super();
    this.cache = new LayerCache(parts.cacheDirectory, parts.store, parts.thread);
    this.facts = new KnownFacts(parts.store);
  }

  override async assemble(request: AssemblyRequest, options: Options): Promise<Assembly> {
    requirePinnedZlib(process.versions.zlib);
    checkVersions(request.recipe, this.parts);
    const started = performance.now();
    const cpuMs = this.cpu.begin();
    const shelf = new LayerShelf(this.cache, request.cache);
    const failed = new AbortController();
    const signal = AbortSignal.any([options.signal, failed.signal]);
    try {
      const { layers, mtime, bundled } = await this.layers(request, shelf, {
        ...options,
        signal,
        fail: (error) => failed.abort(error),
      });
      failpoint('build-produced');
      const cost = {
        wallMs: Math.round(performance.now() - started),
        cpuMs: cpuMs(),
        layersBuilt: shelf.built,
        layersReused: shelf.reused,
      };
      return { layers, mtime, bundled, cost, diverged: shelf.diverged };
    } catch (error) {
      // What is still queued for this image must not be made any more.
      failed.abort(error);
      throw error;
    } finally {
      cpuMs();
    }
  }

  private async layers(
    request: AssemblyRequest,
    shelf: LayerShelf,
    options: Options & { readonly fail: (error: unknown) => void },
  ): Promise<Pick<Assembly, 'layers' | 'mtime' | 'bundled'>> {
    const total = request.plan.length;
    let done = 0;
    const report = (): void => options.onProgress?.({ done: ++done, total });
    const found = await this.packageLayers(request, shelf, { ...options, report });
    options.signal.throwIfAborted();
    const mtime = Math.max(0, ...found.map(({ record }) => record.mtime));
    const facts = await Promise.all(found.map(({ keyed, record }) => this.facts.of(keyed, record)));
    const { base, top } = await this.ownLayers(request, shelf, { found, facts, mtime, signal: options.signal });
    report();
    report();
    const byLayer = new Map(found.map(({ keyed, record }) => [keyed.layer, record]));
    const layers = request.plan.map((layer) => {
      const record = byLayer.get(layer) ?? (layer.kind === 'base' ? base : top);
      return { ...layer, digest: record.digest, diffId: record.diffId, sizeBytes: record.sizeBytes };
    });
    return { layers, mtime, bundled: bundledIn(facts.flat()) };
  }

  private async packageLayers(
    request: AssemblyRequest,
    shelf: LayerShelf,
    context: {
      readonly signal: AbortSignal;
      /** Ends the work on all other layers. */
      readonly fail: (error: unknown) => void;
      readonly report: () => void;
    },
  ): Promise<readonly FoundLayer[]> {
    const { signal, fail, report } = context;
    const records = new Map<Digest, LayerRecord>();
    const keyed = keyedLayers(request);
    const missing: KeyedLayer[] = [];
    const kept = await shelf.findMany(keyed.map(({ key }) => key));
    for (const [at, layer] of keyed.entries()) {
      const record = kept[at];
      if (record === undefined) missing.push(layer);
      else {
        records.set(layer.key, record);
        report();
      }
    }
    // Largest first: whoever starts last should have the least to do.
    missing.sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1));
    const making = missing.map(async (layer) => {
      records.set(layer.key, await this.make(layer, shelf, signal));
      report();
    });
    for (const one of making) one.catch(fail);
    // A failure is told when nothing is being written any more.
    await Promise.allSettled(making);
    await Promise.all(making);
    return keyed.flatMap((layer) => {
      const record = records.get(layer.key);
      return record === undefined ? [] : [{ keyed: layer, record }];
    });
  }

  private make(layer: KeyedLayer, shelf: LayerShelf, signal: AbortSignal): Promise<LayerRecord> {
    return this.once(layer.key, shelf, signal, () => makeLayer(layer, this.parts, signal));
  }

  /** Images that are assembled at the same time have most layers in common. */
  private async once(
    key: Digest,
    shelf: LayerShelf,
    signal: AbortSignal,
    make: () => Promise<LayerRecord>,
  ): Promise<LayerRecord> {
    // Another image may have made it since it was looked for.
    const kept = async (): Promise<LayerRecord> => (await shelf.find(key)) ?? shelf.keep(key, await make());
    if (shelf.mode === 'bypass') return kept();
    const { value, own } = await this.making.run(key, signal, kept);
    if (!own) shelf.reused += 1;
    return value;
  }

  /** The layer below all packages and the one above them. */
  private async ownLayers(
    request: AssemblyRequest,
    shelf: LayerShelf,
    context: {
      readonly found: readonly FoundLayer[];
      readonly facts: readonly (readonly PackageFacts[])[];
      readonly mtime: number;
      readonly signal: AbortSignal;
    },
  ): Promise<{ readonly base: LayerRecord; readonly top: LayerRecord }> {
    const { found, facts, mtime, signal } = context;
    const { recipe } = request;
    const { files, accounts, volumes, workdir, run, links, trust } = recipe.image;
    const packages = found.map(({ keyed }) => [keyed.key, keyed.layer.packages]);
    const image = {
      files: Object.entries(files).map(([path, file]) => ({ path, ...file })),
      accounts: accounts.map((account) => ({ ...account })),
      ...{ volumes, workdir, uid: run.uid, gid: run.gid, mtime },
      ...(links !== undefined && { links }),
      ...(trust !== undefined && { trust: trust.map((one) => ({ ...one })) }),
    };
    const keyOf = (kind: string): Digest => layerKey([kind, codecVersion, recipe.versions.layout, packages, image]);
    const [base, top] = await shelf.findMany([keyOf('base'), keyOf('top')]);
    let finishing: ReturnType<typeof finishImage> | undefined;
    const make = (kind: 'base' | 'top'): Promise<LayerRecord> =>
      this.once(keyOf(kind), shelf, signal, async () => {
        const merged = await (finishing ??= finishImage(request, facts, mtime, this.parts));
        return { ...(await storeLayer(writeTar(merged[kind]), this.parts, signal)), mtime };
      });
    return { base: base ?? (await make('base')), top: top ?? (await make('top')) };
  }
}

const bundledIn = (packages: readonly PackageFacts[]): Assembly['bundled'] =>
  packages.flatMap(({ purl: within, bundled }) => bundled.map((one) => ({ ...one, within })));

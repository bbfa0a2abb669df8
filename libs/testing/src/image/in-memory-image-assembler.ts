import type { AssembledLayer, LockedInput, PlannedLayer } from '@quench/contracts';
import { canonicalJson, digest, Rejection, sha256, type Digest } from '@quench/kernel';
import { type Assembly, type AssemblyRequest, type ContentStore, ImageAssembler } from '@quench/ports';
import { TOY_CODEC, TOY_TIME } from './toy-recipe.js';

const MAX_PACKAGE_BYTES = 64 * 1024 * 1024;

type Made = Pick<AssembledLayer, 'digest' | 'diffId' | 'sizeBytes'>;

/** Makes layers that are no archives: each holds only what it is made of. For specs of what builds images. */
export class InMemoryImageAssembler extends ImageAssembler {
  /** A spec may let it be of another version. */
  override codecVersion: number = TOY_CODEC;
  private readonly cache = new Map<string, Made>();

  /** @param mtimeOf seconds since 1970 of the newest file in a package */
  constructor(
    private readonly store: ContentStore,
    private readonly mtimeOf: (content: Uint8Array) => number = () => TOY_TIME,
  ) {
    super();
  }

  override async assemble(
    request: AssemblyRequest,
    { signal, onProgress }: Parameters<ImageAssembler['assemble']>[1],
  ): Promise<Assembly> {
    checkRequest(request, this.codecVersion);
    const mtimes = await Promise.all(request.packages.map((one) => this.mtimeOfPackage(one)));
    const mtime = Math.max(0, ...mtimes);
    const layers: AssembledLayer[] = [];
    const diverged: Assembly['diverged'][number][] = [];
    let reused = 0;
    for (const layer of request.plan) {
      signal.throwIfAborted();
      const key = canonicalJson(
        layer.packages.length > 0 ? packagesIn(layer, request) : wholeImage(layer, request, mtime),
      );
      const cached = this.cache.get(key);
      const made = cached !== undefined && request.cache === 'use' ? cached : await this.make(key);
      if (made === cached) reused += 1;
      else if (cached !== undefined && cached.digest !== made.digest) {
        diverged.push({ claimed: cached.digest, made: made.digest });
      }
      this.cache.set(key, made);
      layers.push({ ...layer, ...made });
      onProgress?.({ done: layers.length, total: request.plan.length });
    }
    const cost = { wallMs: 0, cpuMs: 0, layersBuilt: layers.length - reused, layersReused: reused };
    return { layers, mtime, bundled: [], cost, diverged };
  }

  /** Lets the cache answer with `planted` wherever it would answer with `layer`. */
  async plant(layer: string, planted: Digest): Promise<void> {
    const found = await this.store.stat(planted);
    for (const [key, made] of this.cache) {
      if (made.digest === layer) this.cache.set(key, { ...made, digest: planted, sizeBytes: found?.size ?? 0 });
    }
  }

  private async make(key: string): Promise<Made> {
    const { digest: made, size } = await this.store.write(Buffer.from(`compressed ${key}`));
    return { digest: made, diffId: sha256(key), sizeBytes: size };
  }

  private async mtimeOfPackage({ sha256: of }: LockedInput): Promise<number> {
    return this.mtimeOf(await this.store.read(digest(of), { maxBytes: MAX_PACKAGE_BYTES }));
  }
}

const packagesIn = (layer: PlannedLayer, { packages }: AssemblyRequest) =>
  layer.packages.map((purl) => packages.find((one) => one.purl === purl)?.sha256 ?? '');

const wholeImage = ({ kind }: PlannedLayer, { recipe }: AssemblyRequest, mtime: number) => ({
  ...{ kind, mtime },
  recipe: sha256(JSON.stringify([recipe.packages, recipe.image])),
});

function checkRequest({ recipe, packages, plan }: AssemblyRequest, codec: number): void {
  if (recipe.versions.codec !== codec) {
    throw new Rejection('format-not-supported', `Codec ${String(recipe.versions.codec)} is not written here`);
  }
  const lists = [
    recipe.packages.map(({ purl }) => purl),
    packages.map(({ purl }) => purl),
    plan.flatMap((one) => one.packages),
  ];
  if (new Set(lists.map((purls) => [...purls].sort().join('\n'))).size > 1) {
    throw new Rejection('layout-incomplete', `Recipe, lock and plan of ${recipe.image.name} differ`);
  }
}

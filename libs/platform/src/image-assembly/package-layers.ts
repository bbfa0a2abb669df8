import { DEV, type LockedInput, type PlannedLayer, type RecipePackage, type RecipePlace } from '@quench/contracts';
import { canonicalJson, digest, Rejection, type Digest, type Json, ecosystemOf } from '@quench/kernel';
import type { Taken } from '@quench/plugin-sdk';
import type { AssemblyRequest, ContentStore } from '@quench/ports';
import { codecVersion } from './codec.js';
import { layerKey, type LayerRecord } from './layer-cache.js';
import { storeLayer } from './layer-gzip.js';
import type { JobExecutor, PackageInput } from './layer-job.js';
import { MAX_FACTS_BYTES, writeFacts } from './package-facts.js';

/** A planned layer of packages and the key of its cache record. */
export interface KeyedLayer {
  readonly layer: PlannedLayer;
  readonly key: Digest;
  readonly packages: readonly LockedInput[];
  readonly taken: Taken;
  /** Bytes of the packages' files. */
  readonly size: number;
}

/**
 * The layers of packages, in the order of the plan.
 * @throws Rejection `layout-incomplete` unless the plan holds exactly the recipe's packages and they are all known
 */
export function keyedLayers({ recipe, packages, plan }: AssemblyRequest): readonly KeyedLayer[] {
  const known = new Map(packages.map((entry) => [entry.purl, entry]));
  const planned = plan
    .flatMap((layer) => layer.packages)
    .map((purl) => known.get(purl) ?? { purl, sha256: 'unknown', size: 0 });
  const asked = listOf(recipe.packages);
  if (listOf(packages) !== asked || listOf(planned) !== asked) {
    throw new Rejection(
      'layout-incomplete',
      `Recipe, lock and plan of ${recipe.image.name} name ${String(recipe.packages.length)}, ${String(packages.length)} ` +
        `and ${String(planned.length)} packages; expected the same ones in all three. Plan the recipe that is built.`,
    );
  }
  const taken = recipe.image.variant === DEV ? 'to-build' : 'to-run';
  // What is taken to run is named as it was before there was anything else.
  const kind = taken === 'to-run' ? 'packages' : `packages ${taken}`;
  return plan
    .filter((layer) => layer.packages.length > 0)
    .map((layer) => {
      const own = layer.packages.flatMap((purl) => known.get(purl) ?? []);
      const inputs = own.map(({ purl, sha256, places }): Json => {
        const ecosystem = ecosystemOf(purl);
        const input = [sha256, ecosystem, recipe.versions.filter[ecosystem] ?? 0];
        return places === undefined ? input : [...input, placesOf(places)];
      });
      const size = own.reduce((sum, entry) => sum + entry.size, 0);
      return { layer, packages: own, taken, size, key: layerKey([kind, codecVersion, inputs]) };
    });
}

/** Makes one layer anew from the packages' files. */
export async function makeLayer(
  { packages, taken }: KeyedLayer,
  parts: { readonly store: ContentStore; readonly executor: JobExecutor },
  signal: AbortSignal,
): Promise<LayerRecord> {
  const inputs = await Promise.all(packages.map((entry) => packageInput(entry, parts.store)));
  const { tar, packages: facts } = await parts.executor.run({ kind: 'layer', packages: inputs, taken }, signal);
  const writing = [
    storeLayer(tar, parts, signal),
    parts.store.write(writeFacts(facts), { maxBytes: MAX_FACTS_BYTES }),
  ] as const;
  // A failure is told when nothing is being written any more.
  await Promise.allSettled(writing);
  const [stored, written] = await Promise.all(writing);
  return { ...stored, facts: written.digest, mtime: Math.max(0, ...facts.map(({ mtime }) => mtime)) };
}

/** A package of the store as a worker needs it. */
export const packageInput = async (locked: LockedInput, store: ContentStore): Promise<PackageInput> => {
  const { purl, sha256, size, name, version, places } = locked;
  return {
    purl,
    ecosystem: ecosystemOf(purl),
    digest: digest(sha256),
    size,
    file: await store.file(digest(sha256)),
    release: places === undefined ? undefined : { name, version, places },
  };
};

const listOf = (packages: readonly RecipePackage[]): string =>
  packages
    .map(({ purl, sha256, places = [] }) => `${purl} ${sha256} ${canonicalJson(placesOf(places))}`)
    .sort()
    .join('\n');

const placesOf = (places: readonly RecipePlace[]): Json =>
  places.map((place) =>
    'from' in place
      ? [place.path, place.from]
      : [place.folder, place.path, place.programs.map(({ path, target }) => [path, target])],
  );

import { imageDocuments, keptSnapshot, layersOf, lockedDependency, provenance } from '@quench/builder-domain';
import {
  isLockedPackage,
  isLockedRelease,
  predicateTypes,
  type LockDocument,
  type LockedInput,
  type LockedSnapshot,
  type ManifestBuilt,
} from '@quench/contracts';
import { hex, IntegrityFault, Rejection } from '@quench/kernel';
import { Clock, ContentStore, ImageAssembler, Statements, UncachedEcosystems, type Assembly } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots, DISTRIBUTION_ECOSYSTEM } from '../lock/checked-snapshots.js';
import { ReleaseFiles } from '../lock/release-files.js';
import type { WrittenFormats } from '../lock/own-formats.js';
import { PackageClosure } from '../lock/package-closure.js';

/** Of a config, a manifest or a bill of materials; whoever publishes them reads no larger ones. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** The version of Quench that provenance names. */
export abstract class ProductVersion {
  abstract readonly text: string;
}

export interface BuildRequest {
  readonly recipe: string;
  readonly formats: WrittenFormats;
  /** A lock that names the recipe. */
  readonly lock: LockDocument;
  /** `bypass`: from inputs only, as a stranger would. */
  readonly cache: 'use' | 'bypass';
  /** Names this run in the provenance. */
  readonly invocation: string;
  readonly signal: AbortSignal;
}

export interface RecipeBuild {
  /** The manifest as a fact. Everything it names is in the content store. */
  readonly manifest: ManifestBuilt;
  /** Layers that the cache had wrong; looked for with `bypass` only. */
  readonly planted: Assembly['diverged'];
}

/** Turns a recipe into a manifest with its bills of materials and signed provenance. */
@Injectable()
export class BuildRecipe {
  constructor(
    private readonly assembler: ImageAssembler,
    private readonly content: ContentStore,
    private readonly statements: Statements,
    private readonly clock: Clock,
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
    private readonly releases: ReleaseFiles,
    private readonly uncached: UncachedEcosystems,
    private readonly version: ProductVersion,
  ) {}

  /**
   * Builds what the recipe names; a fault of the inputs is thrown, never recorded.
   * @throws Rejection `format-not-supported` for a recipe of another version
   */
  async build(request: BuildRequest): Promise<RecipeBuild> {
    const startedOn = this.clock.now();
    checkFormats(request);
    const { recipe } = request.formats;
    const packages = lockedInputs(request.lock, request.recipe);
    await this.check(request, packages);
    const assembly = await this.assembler.assemble(
      { recipe, packages, plan: layersOf(recipe), cache: request.cache },
      { signal: request.signal },
    );
    const { config, manifest, spdx, cyclonedx } = imageDocuments(recipe, packages, assembly);
    for (const document of [config, manifest, spdx, cyclonedx]) {
      await this.content.write(document.bytes, { expected: document.digest, maxBytes: MAX_DOCUMENT_BYTES });
    }
    const predicate = provenance({
      recipe,
      recipeDigest: request.recipe,
      packages,
      snapshots: vouching(request.lock),
      parent: request.lock.from,
      byproducts: { spdx: spdx.digest, cyclonedx: cyclonedx.digest },
      invocation: request.invocation,
      startedOn,
      finishedOn: this.clock.now(),
      builderVersion: this.version.text,
    });
    const signed = await this.statements.sign({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: recipe.image.name, digest: { sha256: hex(manifest.digest) } }],
      predicateType: predicateTypes.provenance,
      predicate: JSON.parse(JSON.stringify(predicate)),
    });
    const built: ManifestBuilt = {
      recipe: request.recipe,
      platform: recipe.platform,
      manifest: manifest.digest,
      config: config.digest,
      layers: builtLayers(assembly),
      spdx: spdx.digest,
      cyclonedx: cyclonedx.digest,
      provenance: signed.envelope,
      cost: assembly.cost,
    };
    return { manifest: built, planted: assembly.diverged };
  }

  /** Nothing is built from a package that no verified index names. */
  private async check({ lock, cache, signal }: BuildRequest, packages: readonly LockedInput[]): Promise<void> {
    const kept = vouching(lock).map(keptSnapshot);
    for (const snapshot of kept) await this.snapshots.check(snapshot);
    const dependencies = packages.filter(isLockedPackage).map(lockedDependency);
    if (cache === 'bypass') {
      await this.closure.vouchAnew(dependencies, kept, this.uncached.get(DISTRIBUTION_ECOSYSTEM));
    } else await this.closure.vouch(dependencies, kept);
    await this.closure.bring(dependencies, signal);
    await this.releases.hold(packages.filter(isLockedRelease), signal);
  }
}

function checkFormats({ recipe, formats: { age, text }, lock }: BuildRequest): void {
  if (age === 'same') return;
  throw new Rejection(
    'format-not-supported',
    `The recipe ${recipe} of ${lock.image} is not one that this version can build: ${text}. ` +
      `Build it with the version that wrote its lock.`,
  );
}

/** The snapshots that vouch for the packages of a lock, those that it keeps for what is held back among them. */
const vouching = ({ snapshots, kept = [] }: LockDocument): readonly LockedSnapshot[] => [...snapshots, ...kept];

function lockedInputs(lock: LockDocument, recipe: string): readonly LockedInput[] {
  const platform = lock.platforms.find((one) => one.recipe === recipe);
  if (platform === undefined) {
    throw new IntegrityFault('recipe-not-in-lock', `The lock of ${lock.image} does not name the recipe ${recipe}`);
  }
  return [...platform.packages, ...(platform.releases ?? [])];
}

const builtLayers = ({ layers }: Assembly): ManifestBuilt['layers'] =>
  layers.map(({ digest: layer, sizeBytes, packages }) => ({ digest: layer, sizeBytes, packages }));

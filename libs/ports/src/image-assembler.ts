import type { Bundled } from '@quench/plugin-sdk';
import type { AssembledLayers, BuildCost, LockedInput, PlannedLayer, Recipe } from '@quench/contracts';

export interface AssemblyRequest {
  readonly recipe: Recipe;
  /** The recipe's packages with what a lock knows of them. Their files are in the content store. */
  readonly packages: readonly LockedInput[];
  /** How the packages are spread over layers. */
  readonly plan: readonly PlannedLayer[];
  /** `bypass`: no cached layer is used; each layer that is made is compared with the cached one. */
  readonly cache: 'use' | 'bypass';
}

export interface Assembly extends AssembledLayers {
  /** Packages that came inside of others: `within` is the purl of one of the recipe's. */
  readonly bundled: readonly (Bundled & { readonly within: string })[];
  readonly cost: BuildCost;
  /** Layers of which the cache claimed other bytes, by the digest that it claimed. Only filled by `bypass`. */
  readonly diverged: readonly { readonly claimed: string; readonly made: string }[];
}

export interface AssemblyProgress {
  /** Layers. */
  readonly done: number;
  readonly total: number;
}

/** Port. Turns a recipe into layers in the content store. The same recipe gives the same bytes, everywhere. */
export abstract class ImageAssembler {
  /** Of the tar and gzip writer; recipes name it. */
  abstract readonly codecVersion: number;

  /**
   * @throws Rejection `format-not-supported` (the recipe asks for other versions), `zlib-not-pinned`, `path-collision`,
   *   `entry-not-representable`, `layer-too-large`, `layout-incomplete` (the plan does not fit the recipe),
   *   `ecosystem-unknown`; IntegrityFault `content-missing`, `digest-mismatch`; TransientFault `assembly-worker-lost`,
   *   `package-unreadable`; the plugin's errors pass through
   */
  abstract assemble(
    request: AssemblyRequest,
    options: { readonly signal: AbortSignal; readonly onProgress?: (progress: AssemblyProgress) => void },
  ): Promise<Assembly>;
}

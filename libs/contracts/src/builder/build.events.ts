import { IsInt, Min } from '../rules.js';
import { AreDigests, AreParts, AreTexts, IsDigest, IsPart, IsText, MayBeAbsent } from '../fields.js';

/** A worker began to turn a recipe into a manifest. */
export class BuildStarted {
  @IsDigest() readonly recipe: string;
  @IsInt() @Min(1) readonly attempt: number;
  @IsInt() @Min(1) readonly fence: number;
}

export class BuiltLayer {
  @IsDigest() readonly digest: string;
  @IsInt() @Min(0) readonly sizeBytes: number;
  /** The packages in it; empty for the layer made from several. */
  @AreTexts() readonly packages: readonly string[];
}

export class BuildCost {
  @IsInt() @Min(0) readonly wallMs: number;
  @IsInt() @Min(0) readonly cpuMs: number;
  @IsInt() @Min(0) readonly layersBuilt: number;
  @IsInt() @Min(0) readonly layersReused: number;
}

/** The recipe's manifest exists, with its bills of materials and signed provenance. */
export class ManifestBuilt {
  @IsDigest() readonly recipe: string;
  @IsText() readonly platform: string;
  @IsDigest() readonly manifest: string;
  @IsDigest() readonly config: string;
  @AreParts(() => BuiltLayer) readonly layers: readonly BuiltLayer[];
  @IsDigest() readonly spdx: string;
  @IsDigest() readonly cyclonedx: string;
  /** DSSE envelope in the content store. */
  @IsDigest() readonly provenance: string;
  @IsPart(() => BuildCost) readonly cost: BuildCost;
}

export class BuildFailed {
  @IsDigest() readonly recipe: string;
  @IsText() readonly code: string;
  @IsText() readonly detail: string;
  @MayBeAbsent() @IsDigest() readonly log?: string;
}

/** All attempts were used up; the recipe is not tried again without a new cause. */
export class BuildAbandoned {
  @IsDigest() readonly recipe: string;
  @IsInt() @Min(1) readonly attempts: number;
  /** What was in the way at the last attempt. */
  @MayBeAbsent() @IsText() readonly code?: string;
  @MayBeAbsent() @IsText() readonly detail?: string;
}

/**
 * The same recipe gave two manifests: a reproducibility failure. The first stays. Both are the same when only the layer
 * cache was found to hold other bytes than the inputs give.
 */
export class BuildDiverged {
  @IsDigest() readonly recipe: string;
  @IsDigest() readonly first: string;
  @IsDigest() readonly second: string;
  /** Layers that only one of the two has, and those that the cache had wrong with what they are. */
  @AreDigests() readonly differing: readonly string[];
}

export type BuildEvent =
  | { readonly type: 'builder.BuildStarted.v1'; readonly data: BuildStarted }
  | { readonly type: 'builder.ManifestBuilt.v1'; readonly data: ManifestBuilt }
  | { readonly type: 'builder.BuildFailed.v1'; readonly data: BuildFailed }
  | { readonly type: 'builder.BuildAbandoned.v1'; readonly data: BuildAbandoned }
  | { readonly type: 'builder.BuildDiverged.v1'; readonly data: BuildDiverged };

/** `builder.build/<recipe digest>` */
export const buildStream = (recipe: string): string => `builder.build/${recipe}`;

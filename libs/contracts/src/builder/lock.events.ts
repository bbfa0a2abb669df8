import { Rejection } from '@quench/kernel';
import { IsIn, IsInt, Min } from '../rules.js';
import { AreDigests, AreParts, AreTexts, IsDigest, IsPart, IsText, MayBeAbsent } from '../fields.js';
import { ImageLine } from './line.js';

export class PlatformRecipe {
  @IsText() readonly platform: string;
  @IsDigest() readonly recipe: string;
}

export class LockChange {
  @IsIn(['added', 'removed', 'updated']) readonly kind: 'added' | 'removed' | 'updated';
  @IsText() readonly name: string;
  @MayBeAbsent() @IsText() readonly from?: string;
  @MayBeAbsent() @IsText() readonly to?: string;
  /** CVE ids that the package's own words say this update fixed. */
  @AreTexts() readonly fixed: readonly string[];
  /** CVE ids that the older text named and the newer does not. */
  @AreTexts() readonly lost: readonly string[];
}

/** The head lock of the line that a line is derived from, on which its own is made. */
export class ParentLock extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
  @IsDigest() readonly lock: string;
}

/** The exact inputs of an image were fixed, and differ from those of the revision before. */
export class LockResolved extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
  @IsDigest() readonly definition: string;
  /** Recipes with their evidence, in the content store. */
  @IsDigest() readonly lock: string;
  @AreParts(() => PlatformRecipe) readonly recipes: readonly PlatformRecipe[];
  /** The numbers of the version of what `prod` places first, or of its first package, joined by dots. */
  @IsText() readonly version: string;
  /** Tags that follow this line. */
  @AreTexts() readonly channels: readonly string[];
  @IsInt() @Min(0) readonly packages: number;
  @AreDigests() readonly snapshots: readonly string[];
  @AreParts(() => LockChange) readonly changes: readonly LockChange[];
  /** Whether packages, the version, the definition, the formats or the parent made the recipe differ. */
  @AreTexts() readonly reasons: readonly string[];
  @IsText() readonly plugin: string;
  /** Absent where the line is derived from none. */
  @MayBeAbsent() @IsPart(() => ParentLock) readonly from?: ParentLock;
}

/** The parent has another lock, which changes nothing for the line: its head lock stays. */
export class ParentFollowed extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
  @IsPart(() => ParentLock) readonly from: ParentLock;
}

/** The head lock stays, but other tags follow the line from now on. */
export class ChannelsAssigned extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
  @AreTexts() readonly channels: readonly string[];
}

/** No set of packages fulfils the definition. The line keeps its last lock. */
export class ResolutionFailed extends ImageLine {
  @IsDigest() readonly definition: string;
  @IsText() readonly code: string;
  @IsText() readonly detail: string;
  /** From what was asked for to what is missing. */
  @AreTexts() readonly chain: readonly string[];
  @AreDigests() readonly snapshots: readonly string[];
}

/** The definition can be fulfilled again, by the packages of the head lock. */
export class ResolutionRecovered extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
}

export class BuiltPlatform extends PlatformRecipe {
  @IsDigest() readonly manifest: string;
  /** The builder's signed provenance, a DSSE envelope in the content store. */
  @IsDigest() readonly provenance: string;
}

/** Every platform of a lock has its manifest; the image is their index. */
export class ImageBuilt extends ImageLine {
  @IsInt() @Min(1) readonly revision: number;
  @IsDigest() readonly index: string;
  @AreParts(() => BuiltPlatform) readonly platforms: readonly BuiltPlatform[];
  /** Compressed bytes of the layers that a pull brings: of the largest platform. */
  @IsInt() @Min(0) readonly sizeBytes: number;
}

export type LockEvent =
  | { readonly type: 'builder.LockResolved.v1'; readonly data: LockResolved }
  | { readonly type: 'builder.ParentFollowed.v1'; readonly data: ParentFollowed }
  | { readonly type: 'builder.ChannelsAssigned.v1'; readonly data: ChannelsAssigned }
  | { readonly type: 'builder.ResolutionFailed.v1'; readonly data: ResolutionFailed }
  | { readonly type: 'builder.ResolutionRecovered.v1'; readonly data: ResolutionRecovered }
  | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt };

/** `<image>/<version stream>/<variant>`: the key of work on a line. */
export const lineKey = (line: ImageLine): string => `${line.image}/${line.versionStream}/${line.variant}`;
/**
 * The line that a key of work names; the inverse of {@link lineKey}.
 * @throws Rejection `line-malformed`
 */
export function lineOf(key: string): ImageLine {
  const [image = '', versionStream = '', variant = '', ...rest] = key.split('/');
  if ([image, versionStream, variant].includes('') || rest.length > 0) {
    throw new Rejection('line-malformed', `"${key}" is not <image>/<version stream>/<variant>`);
  }
  return { image, versionStream, variant };
}
/** `builder.lock/<image>/<version stream>/<variant>` */
export const lockStream = (line: ImageLine): string => `builder.lock/${lineKey(line)}`;

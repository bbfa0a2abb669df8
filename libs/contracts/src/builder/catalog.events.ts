import { IsInt, Min } from '../rules.js';
import { AreParts, AreTexts, IsDay, IsDigest, IsText, MayBeAbsent } from '../fields.js';
import { ArchiveSource } from '../watcher/archive.events.js';
import { LineOfImage } from './line.js';

export class CatalogEntry {
  @IsText() readonly image: string;
  /** The definition as canonical JSON, in the content store. */
  @IsDigest() readonly definition: string;
}

/** A folder of definitions became the catalog. */
export class CatalogApplied {
  /** 1 for the first edition. */
  @IsInt() @Min(1) readonly edition: number;
  /** Of the list of images and definitions; equal folders have equal digests. */
  @IsDigest() readonly catalog: string;
  @AreParts(() => CatalogEntry) readonly definitions: readonly CatalogEntry[];
  @AreTexts() readonly retired: readonly string[];
  @MayBeAbsent() @IsText() readonly sourceCommit?: string;
}

/**
 * A folder was not accepted; the catalog stays as it was. Another folder than the one that is served, offered once only, is
 * refused without it.
 */
export class CatalogRefused {
  /** Lines for people; where there are very many, the first of them and how many more. */
  @AreTexts() readonly problems: readonly string[];
}

/** A line that a definition has. */
export class AcceptedLine extends LineOfImage {
  @MayBeAbsent() @IsText() readonly owner?: string;
  /** The last day on which its version stream gets new revisions, in UTC. */
  @MayBeAbsent() @IsDay() readonly endOfLife?: string;
  /** The version stream to use afterwards. */
  @MayBeAbsent() @IsText() readonly replacement?: string;
  /** The key of the line that it is derived from: `<image>/<version stream>/<variant>`. */
  @MayBeAbsent() @IsText() readonly from?: string;
}

/** An image definition is to be kept built from now on. */
export class DefinitionAccepted {
  @IsText() readonly image: string;
  @IsInt() @Min(1) readonly edition: number;
  @IsDigest() readonly definition: string;
  /** The rules that hold for it, in the content store. */
  @IsDigest() readonly policy: string;
  @IsText() readonly distribution: string;
  @AreTexts() readonly pockets: readonly string[];
  @AreTexts() readonly platforms: readonly string[];
  @AreParts(() => ArchiveSource) readonly archives: readonly ArchiveSource[];
  /** Purls, without versions, of the packages whose newest releases its lines take; absent where there are none. */
  @MayBeAbsent() @AreTexts() readonly packages?: readonly string[];
  @MayBeAbsent() @IsText() readonly owner?: string;
  /** Absent where the only line is `default`, `prod`, and derived from no other. */
  @MayBeAbsent() @AreParts(() => AcceptedLine) readonly lines?: readonly AcceptedLine[];
  /** Lines that the definition before had not, all of them where none was accepted; absent where an older builder did not say it. */
  @MayBeAbsent() @AreParts(() => LineOfImage) readonly newLines?: readonly LineOfImage[];
  /** Lines that the definition before had and this one has not; absent where there are none. */
  @MayBeAbsent() @AreParts(() => LineOfImage) readonly retiredLines?: readonly LineOfImage[];
}

/**
 * What the definition's tests ask, mount and run on was fixed. Told with the first lock, or the first look that changes no lock, after
 * each acceptance, also where it says the same as before: only then are images judged and published by that definition.
 */
export class TestPlanLocked {
  @IsText() readonly image: string;
  /** The plan, in the content store. */
  @IsDigest() readonly plan: string;
  @IsInt() @Min(0) readonly tests: number;
  @AreTexts() readonly waived: readonly string[];
  /** What the plan was made from. Older builders did not say it. A lock made from the same is in the log before it. */
  @MayBeAbsent() @IsDigest() readonly definition?: string;
  /** Of the line whose tests they are; absent for `default`. */
  @MayBeAbsent() @IsText() readonly versionStream?: string;
  /** Absent for `prod`. */
  @MayBeAbsent() @IsText() readonly variant?: string;
}

/** The last day of a version stream is over: it stays as it is, and gets no new revisions. */
export class VersionStreamEnded {
  @IsText() readonly image: string;
  @IsText() readonly versionStream: string;
  /** Those that it has; each is a line that ended. */
  @AreTexts() readonly variants: readonly string[];
  /** The last day, as its definition says. */
  @IsDay() readonly endOfLife: string;
  /** The version stream to use instead. */
  @MayBeAbsent() @IsText() readonly replacement?: string;
}

/** The image is no longer in the catalog. */
export class DefinitionRetired {
  @IsText() readonly image: string;
  @IsInt() @Min(1) readonly edition: number;
  /** Those that it had; absent for `default`, `prod` alone. */
  @MayBeAbsent() @AreParts(() => LineOfImage) readonly lines?: readonly LineOfImage[];
}

export type CatalogEvent =
  | { readonly type: 'builder.CatalogApplied.v1'; readonly data: CatalogApplied }
  | { readonly type: 'builder.CatalogRefused.v1'; readonly data: CatalogRefused };

export type DefinitionEvent =
  | { readonly type: 'builder.DefinitionAccepted.v1'; readonly data: DefinitionAccepted }
  | { readonly type: 'builder.TestPlanLocked.v1'; readonly data: TestPlanLocked }
  | { readonly type: 'builder.VersionStreamEnded.v1'; readonly data: VersionStreamEnded }
  | { readonly type: 'builder.DefinitionRetired.v1'; readonly data: DefinitionRetired };

export const catalogStream = 'builder.catalog';
/** `builder.definition/<image>` */
export const definitionStream = (image: string): string => `builder.definition/${image}`;

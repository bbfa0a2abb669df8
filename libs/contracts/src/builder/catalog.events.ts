import { IsInt, Min } from 'class-validator';
import { AreParts, AreTexts, IsDigest, IsText, MayBeAbsent } from '../fields.js';
import { ArchiveSource } from '../watcher/archive.events.js';

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
  @MayBeAbsent() @IsText() readonly owner?: string;
}

/** What the definition's tests ask, mount and run on was fixed. */
export class TestPlanLocked {
  @IsText() readonly image: string;
  /** The plan, in the content store. */
  @IsDigest() readonly plan: string;
  @IsInt() @Min(0) readonly tests: number;
  @AreTexts() readonly waived: readonly string[];
  /** What the plan was made from. Older builders did not say it. A lock made from the same is in the log before it. */
  @MayBeAbsent() @IsDigest() readonly definition?: string;
}

/** The image is no longer in the catalog. */
export class DefinitionRetired {
  @IsText() readonly image: string;
  @IsInt() @Min(1) readonly edition: number;
}

export type CatalogEvent =
  | { readonly type: 'builder.CatalogApplied.v1'; readonly data: CatalogApplied }
  | { readonly type: 'builder.CatalogRefused.v1'; readonly data: CatalogRefused };

export type DefinitionEvent =
  | { readonly type: 'builder.DefinitionAccepted.v1'; readonly data: DefinitionAccepted }
  | { readonly type: 'builder.TestPlanLocked.v1'; readonly data: TestPlanLocked }
  | { readonly type: 'builder.DefinitionRetired.v1'; readonly data: DefinitionRetired };

export const catalogStream = 'builder.catalog';
/** `builder.definition/<image>` */
export const definitionStream = (image: string): string => `builder.definition/${image}`;

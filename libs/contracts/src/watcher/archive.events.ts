import { IsIn, IsInt, Min } from '../rules.js';
import { AreParts, AreTexts, IsDigest, IsInstant, IsPart, IsText, MayBeAbsent } from '../fields.js';

/** Which archive, as it names itself in what it signs. */
export class ArchiveSource {
  @IsText() readonly ecosystem: string;
  @IsText() readonly origin: string;
  @IsText() readonly suite: string;
}

export class ArchiveIndex {
  @IsText() readonly path: string;
  @IsText() readonly platform: string;
  @IsDigest() readonly digest: string;
  @IsDigest() readonly plainDigest: string;
}

export class ArchiveChanges {
  @IsInt() @Min(0) readonly added: number;
  @IsInt() @Min(0) readonly updated: number;
  @IsInt() @Min(0) readonly removed: number;
  /** The whole list, in the content store. */
  @IsDigest() readonly list: string;
}

/** A signed index was verified that differs from the one before. */
export class ArchiveSnapshotTaken {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  @IsDigest() readonly signed: string;
  @IsInstant() readonly date: string;
  @MayBeAbsent() @IsInstant() readonly validUntil?: string;
  /** `unchecked` where nothing says when the index expires, or the configuration switches that off. */
  @IsIn(['checked', 'unchecked']) readonly freshness: 'checked' | 'unchecked';
  @AreTexts() readonly signedBy: readonly string[];
  @AreParts(() => ArchiveIndex) readonly indexes: readonly ArchiveIndex[];
  /** Platforms that were asked for and that the archive has nothing for; absent where there are none. */
  @MayBeAbsent() @AreTexts() readonly lacking?: readonly string[];
  @IsPart(() => ArchiveChanges) readonly changes: ArchiveChanges;
  @IsText() readonly plugin: string;
}

/** A snapshot that had been told is not what the archive signed: whoever told it, it is not believed any more. */
export class ArchiveSnapshotDisowned {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  /** Of the snapshot. */
  @IsDigest() readonly signed: string;
  @IsText() readonly detail: string;
}

/** The archive answered with an index that is no longer valid; nothing was taken from it. */
export class ArchiveStale {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  @IsText() readonly detail: string;
}

/** The archive answered with something that is not authentic, goes back in time or breaks its format. */
export class ArchiveRejected {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  /** The plugin's or the host's own code: `not-authentic`, `malformed-response`, `response-too-large` … */
  @IsText() readonly code: string;
  @IsText() readonly detail: string;
}

/** The archive could not be asked. Recorded once until it recovers. */
export class ArchiveUnreachable {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  @IsText() readonly detail: string;
}

/** The archive asked for fewer requests. Recorded once until it recovers. */
export class ArchiveThrottled {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  @IsInt() @Min(0) readonly retryAfterMs: number;
}

/** The archive answers well again. */
export class ArchiveRecovered {
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
}

export type ArchiveEvent =
  | { readonly type: 'watcher.ArchiveSnapshotTaken.v1'; readonly data: ArchiveSnapshotTaken }
  | { readonly type: 'watcher.ArchiveSnapshotDisowned.v1'; readonly data: ArchiveSnapshotDisowned }
  | { readonly type: 'watcher.ArchiveStale.v1'; readonly data: ArchiveStale }
  | { readonly type: 'watcher.ArchiveRejected.v1'; readonly data: ArchiveRejected }
  | { readonly type: 'watcher.ArchiveUnreachable.v1'; readonly data: ArchiveUnreachable }
  | { readonly type: 'watcher.ArchiveThrottled.v1'; readonly data: ArchiveThrottled }
  | { readonly type: 'watcher.ArchiveRecovered.v1'; readonly data: ArchiveRecovered };

/** `watcher.archive/<origin>/<suite>` */
export const archiveStream = (source: Pick<ArchiveSource, 'origin' | 'suite'>): string =>
  `watcher.archive/${source.origin}/${source.suite}`;

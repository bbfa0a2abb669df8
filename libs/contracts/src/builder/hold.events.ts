import { IsBoolean, IsIn, IsInt, Min } from '../rules.js';
import { AreParts, AreTexts, IsDigest, IsInstant, IsPart, IsText, MayBeAbsent } from '../fields.js';
import { ArchiveSource } from '../watcher/archive.events.js';
import { ImageLine } from './line.js';
import { lineKey } from './lock.events.js';

/** How large a step of versions is; `unknown` where nothing tells. */
const STEP_SIZES = ['rebuild', 'patch', 'minor', 'major', 'unknown'] as const;

/** A package that changes with an update. */
export class UpdatedPackage {
  @IsText() readonly name: string;
  /** What the line has. */
  @IsText() readonly from: string;
  @IsText() readonly to: string;
  /** Of the package files. */
  @IsInt() @Min(0) readonly fromBytes: number;
  /** 0 where nobody says it: registries do not, before the file is fetched. */
  @IsInt() @Min(0) readonly toBytes: number;
  /** The packages of the line that depend on it, as far as they are what it came in by; absent for what was asked for. */
  @MayBeAbsent() @IsText() readonly requiredBy?: string;
  /** Of the newer file; absent for what is placed, and in earlier versions, where it may be any of the name and version. */
  @MayBeAbsent() @IsDigest() readonly sha256?: string;
  /** On which platforms it is so; absent where that is all of the line, and in earlier versions, which did not say. */
  @MayBeAbsent() @AreTexts() readonly platforms?: readonly string[];
}

/** A package that the line has not, and that comes in with an update. */
export class AddedPackage {
  @IsText() readonly name: string;
  @IsText() readonly to: string;
  @IsDigest() readonly sha256: string;
  /** On which platforms it is so; absent where that is all of the line. */
  @MayBeAbsent() @AreTexts() readonly platforms?: readonly string[];
}

const SCRIPT_CHANGES = ['added', 'changed', 'removed'] as const;

/** A script that the ecosystem's own manager would run; here nothing of a package runs. */
export class ChangedScript {
  @IsText() readonly name: string;
  @IsIn(SCRIPT_CHANGES) readonly change: (typeof SCRIPT_CHANGES)[number];
}

/** What is in a package otherwise than in the one that the line has. Paths have no leading `/`. */
export class ChangedContents {
  /** Of the package. */
  @IsText() readonly name: string;
  /** How many files. */
  @IsInt() @Min(0) readonly added: number;
  @IsInt() @Min(0) readonly removed: number;
  @IsInt() @Min(0) readonly changed: number;
  /** The first of the paths that came and went, at most 40: `+usr/bin/new`, `-usr/bin/old`. */
  @AreTexts() readonly paths: readonly string[];
  @AreParts(() => ChangedScript) readonly scripts: readonly ChangedScript[];
  /** Files that are setuid or setgid in the package and were not, at most 40. No image has them so. */
  @AreTexts() readonly setuid: readonly string[];
  /** Programs and libraries that can wait for connections and could not, at most 40. */
  @AreTexts() readonly listeners: readonly string[];
  /** On which platforms it is so; absent where that is all of the line, and in earlier versions, which did not say. */
  @MayBeAbsent() @AreTexts() readonly platforms?: readonly string[];
}

/** The snapshot that first brought a release, and its own date: since then the release could be had. */
export class FirstSeen {
  /** Of a placed release, the package without a version is the origin, and the range the suite. */
  @IsPart(() => ArchiveSource) readonly source: ArchiveSource;
  /** Of a placed release, what its registry listed, in the content store. */
  @IsDigest() readonly snapshot: string;
  @IsInstant() readonly date: string;
}

/** An update of a line: all that was built from one source, or is placed by one name, and goes together. */
class UpdateOfLine extends ImageLine {
  /** Of the source, without a version; of a placed release its ecosystem and its place, which are none: `place:npm/node`. */
  @IsText() readonly purl: string;
  /** Of the source, or of the place. */
  @IsText() readonly name: string;
  /** Of the package that is called like the source, or else of the first one. */
  @IsText() readonly from: string;
  @IsText() readonly to: string;
  /** The largest step of its packages. */
  @IsIn(STEP_SIZES) readonly step: (typeof STEP_SIZES)[number];
  /** Whether it comes from where fixes of vulnerabilities come from. */
  @IsBoolean() readonly urgent: boolean;
  @IsPart(() => FirstSeen) readonly seen: FirstSeen;
  @AreParts(() => UpdatedPackage) readonly packages: readonly UpdatedPackage[];
  /** The rule that decided, in words; the definition has all of them. */
  @IsText() readonly rule: string;
  @IsDigest() readonly definition: string;
  /** Of a placed release: which of them the line takes, `22`. Absent for what an archive brings. */
  @MayBeAbsent() @IsText() readonly range?: string;
}

/** A rule wants a person to look before the line takes an update. Until then the line keeps what it has. */
export class UpdateHeld extends UpdateOfLine {
  /** Who answers for the image. */
  @MayBeAbsent() @IsText() readonly owner?: string;
  /** When a person was first asked about what it brings, by whatever rule; absent in earlier versions. */
  @MayBeAbsent() @IsInstant() readonly asked?: string;
  /** Until when a person should have decided. */
  @IsInstant() readonly deadline: string;
  /** CVE ids that the newer packages' own words say are fixed; of a placed release nobody says it. */
  @AreTexts() readonly fixed: readonly string[];
  /**
   * By the name of the package, which may differ by platform; those whose older file is not held any more are left out. Of those
   * that come in with the update all is new; they are there where a rule asks for what is in them. Absent in earlier versions.
   */
  @MayBeAbsent() @AreParts(() => ChangedContents) readonly contents?: readonly ChangedContents[];
  /** What comes in with it; absent where no rule asks for what is in that, and in earlier versions. */
  @MayBeAbsent() @AreParts(() => AddedPackage) readonly additions?: readonly AddedPackage[];
}

/** A rule wants an update to wait. Until then the line keeps what it has. */
export class UpdateDelayed extends UpdateOfLine {
  @IsInstant() readonly until: string;
}

/** What a person decided about a version. */
class DecisionOnUpdate extends ImageLine {
  /** Of the source, without a version. */
  @IsText() readonly purl: string;
  /** Of the source. */
  @IsText() readonly name: string;
  /** The version decided about. */
  @IsText() readonly to: string;
  /** Names the version and the files that were decided about, as `hold show` does; absent in earlier versions. */
  @MayBeAbsent() @IsDigest() readonly shown?: string;
  @IsText() readonly reason: string;
}

/** A person lets a version through, as it was looked at. Newer ones are decided as if the line had it. */
export class UpdateReleased extends DecisionOnUpdate {}

/** A person keeps a version out, on all platforms. A newer one is decided anew, once no platform offers this one any more. */
export class UpdateRejected extends DecisionOnUpdate {}

/** What the line took instead of waiting; what nobody offers any longer; what the definition needs no more. */
const OUTCOMES = ['taken', 'withdrawn', 'dropped'] as const;

/** What was held, delayed or decided stands open no more. */
export class UpdateSettled extends ImageLine {
  @IsText() readonly purl: string;
  @IsText() readonly name: string;
  /** The version that the line took, which may be another than the one that stood open; that one where it took none. */
  @IsText() readonly to: string;
  @IsIn(OUTCOMES) readonly outcome: (typeof OUTCOMES)[number];
}

export type HoldEvent =
  | { readonly type: 'builder.UpdateHeld.v1'; readonly data: UpdateHeld }
  | { readonly type: 'builder.UpdateDelayed.v1'; readonly data: UpdateDelayed }
  | { readonly type: 'builder.UpdateReleased.v1'; readonly data: UpdateReleased }
  | { readonly type: 'builder.UpdateRejected.v1'; readonly data: UpdateRejected }
  | { readonly type: 'builder.UpdateSettled.v1'; readonly data: UpdateSettled };

/** What stands for a purl in updates of a placed release, since no package stays that of a place: `place:npm/node`. */
export const placePurl = (ecosystem: string, name: string): string => `place:${ecosystem}/${name}`;

/** The ecosystem whose versions an update has, by its purl: that of a source, or of a place. Empty for what is neither. */
export const ecosystemOfUpdate = (purl: string): string => /^(?:pkg|place):([a-z]+)\//.exec(purl)?.[1] ?? '';

/** `<image>/<version stream>/<variant>/<purl>`: what one line has to decide about one source. */
export const holdKey = (update: ImageLine & { readonly purl: string }): string => `${lineKey(update)}/${update.purl}`;

/** `builder.hold/<image>/<version stream>/<variant>/<purl>` */
export const holdStream = (update: ImageLine & { readonly purl: string }): string => `builder.hold/${holdKey(update)}`;

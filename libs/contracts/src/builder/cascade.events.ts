import { IsBoolean, IsIn, IsInt, Min } from '../rules.js';
import { ArchiveSource } from '../watcher/archive.events.js';
import { AreParts, AreTexts, IsPart, IsText, MayBeAbsent } from '../fields.js';

const CAUSES = ['snapshot', 'definitions', 'releases'] as const;

/** What goes at the same time; a wave begins when the one before it is done, since its lines build upon those. */
export class CascadeWave {
  /** Keys of lines: `<image>/<version stream>/<variant>`. */
  @AreTexts() readonly lines: readonly string[];
}

/** What a cascade is expected to take, judged by the last builds of its lines. */
export class CascadeForecast {
  @IsInt() @Min(0) readonly wallMs: number;
  @IsInt() @Min(0) readonly cpuMs: number;
  /** Of how many lines a build was known. */
  @IsInt() @Min(0) readonly linesKnown: number;
}

/**
 * One cause, and everything that is looked at again because of it. The first wave is asked for by this event: its id is among
 * the causes of what becomes of those lines.
 */
export class CascadePlanned {
  /** Derived from the id of the command. */
  @IsText() readonly cascade: string;
  @IsIn(CAUSES) readonly cause: (typeof CAUSES)[number];
  /** Of a snapshot. */
  @MayBeAbsent() @IsPart(() => ArchiveSource) readonly archive?: ArchiveSource;
  /** Of definitions. */
  @MayBeAbsent() @IsInt() @Min(1) readonly edition?: number;
  /** Of releases: the purl of their package, without a version. */
  @MayBeAbsent() @IsText() readonly package?: string;
  /** Whether it goes before ordinary work: it comes from where security fixes come from. */
  @IsBoolean() readonly urgent: boolean;
  @AreParts(() => CascadeWave) readonly waves: readonly CascadeWave[];
  @IsPart(() => CascadeForecast) readonly forecast: CascadeForecast;
}

/** The wave before is done; this event asks for the next one. */
export class CascadeAdvanced {
  @IsText() readonly cascade: string;
  /** 2 for the second. */
  @IsInt() @Min(2) readonly wave: number;
  @IsBoolean() readonly urgent: boolean;
  @AreTexts() readonly lines: readonly string[];
}

/** Lines that wait are not begun until it is resumed, unless something else asks for them; what runs goes on. */
export class CascadePaused {
  @IsText() readonly cascade: string;
  @IsText() readonly reason: string;
}

export class CascadeResumed {
  @IsText() readonly cascade: string;
}

/** Lines that nothing else asks for and that were not begun stay as they are. */
export class CascadeCancelled {
  @IsText() readonly cascade: string;
  @IsText() readonly reason: string;
}

/** Every line was looked at, and what changed is built or cannot be. */
export class CascadeFinished {
  @IsText() readonly cascade: string;
  /** Lines that got a new revision. */
  @IsInt() @Min(0) readonly changed: number;
  @IsInt() @Min(0) readonly unchanged: number;
  /** Lines that could not be resolved, or whose build failed. */
  @AreTexts() readonly failed: readonly string[];
  /** From the plan to the end. */
  @IsInt() @Min(0) readonly wallMs: number;
}

export type CascadeEvent =
  | { readonly type: 'builder.CascadePlanned.v1'; readonly data: CascadePlanned }
  | { readonly type: 'builder.CascadeAdvanced.v1'; readonly data: CascadeAdvanced }
  | { readonly type: 'builder.CascadePaused.v1'; readonly data: CascadePaused }
  | { readonly type: 'builder.CascadeResumed.v1'; readonly data: CascadeResumed }
  | { readonly type: 'builder.CascadeCancelled.v1'; readonly data: CascadeCancelled }
  | { readonly type: 'builder.CascadeFinished.v1'; readonly data: CascadeFinished };

/** `builder.cascade/<id>` */
export const cascadeStream = (cascade: string): string => `builder.cascade/${cascade}`;

import type { ImageLine, LineOfImage, Waiver } from '@quench/contracts';
import type { WrittenUpdateRules } from './update-rules.js';

/** What may be written for an image, for its version streams and for its variants. */
export interface WrittenSettings {
  readonly packages?: readonly string[] | undefined;
  readonly place?: Readonly<Record<string, WrittenPlace>> | undefined;
  readonly project?: Readonly<Record<string, WrittenProject>> | undefined;
  readonly files?: Readonly<Record<string, WrittenFile>> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly run?: WrittenRun | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly tests?: readonly WrittenTest[] | undefined;
}

/** A release of a distribution, with all of its pockets or some. */
export type WrittenDistribution = string | { readonly release: string; readonly pockets?: readonly string[] };

/** A version stream. */
export interface WrittenStream extends WrittenSettings {
  /** In place of the image's. */
  readonly distribution?: WrittenDistribution;
  readonly owner?: string;
  readonly endOfLife?: string;
  readonly replacement?: string;
}

export interface WrittenVariant extends WrittenSettings {
  /** Those of the image that it is for. */
  readonly platforms?: readonly string[];
}

/** A definition as the schema lets it be written, before defaults. */
export interface WrittenDefinition extends WrittenSettings {
  readonly image: string;
  /** The image that it is derived from, or a version stream of that: `nginx`, `nodejs/22`. */
  readonly from?: string;
  /** Not written: what each of its lines has of the one that it is derived from. */
  readonly inherited?: (line: LineOfImage) => Inherited | undefined;
  readonly summary: string;
  readonly distribution: WrittenDistribution;
  readonly platforms?: readonly string[];
  readonly workdir?: string;
  readonly accounts?: Readonly<Record<string, { readonly uid: number; readonly gid?: number; readonly home?: string }>>;
  /** Paths in the catalog folder. */
  readonly trust?: readonly string[];
  readonly volumes?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: string;
  readonly streams?: Readonly<Record<string, WrittenStream>>;
  readonly variants?: { readonly dev?: WrittenVariant };
  readonly policy?: WrittenUpdateRules & { readonly waive?: readonly Waiver[] };
}

/** What a line has of the one that it is derived from. */
export interface Inherited {
  readonly from: ImageLine;
  /** Where it is not that of the image. */
  readonly distribution: WrittenDistribution | undefined;
  /** Where it is not for all of the image. */
  readonly platforms: readonly string[] | undefined;
  /** Neither channels nor tests. */
  readonly said: Omit<WrittenSettings, 'channels' | 'tests'>;
}

export interface WrittenFile {
  readonly from: string;
  readonly mode?: string;
  readonly user?: string;
}

export interface WrittenPlace {
  /** A purl without a version, or one for each platform. */
  readonly package: string | Readonly<Record<string, string>>;
  readonly version: string;
  readonly from?: string;
  readonly name?: string;
}

export interface WrittenProject {
  readonly ecosystem: string;
  /** A folder of the catalog. */
  readonly from: string;
}

export interface WrittenRun {
  readonly entrypoint: readonly string[];
  readonly cmd?: readonly string[];
  readonly user?: string;
  readonly ports?: readonly number[];
  readonly stopSignal?: string;
}

interface WrittenCommon {
  readonly name?: string;
  readonly packages?: readonly string[];
}

export interface WrittenTest {
  readonly structure?: WrittenCommon & { readonly maxBytes?: number };
  readonly boot?: WrittenCommon & {
    readonly prepare?: readonly string[];
    readonly args?: readonly string[];
    readonly timeoutMs?: number;
    readonly expect?: { readonly exit?: number; readonly aliveMs?: number; readonly output?: string };
  };
  readonly probe?: WrittenCommon & {
    readonly prepare?: readonly string[];
    readonly args?: readonly string[];
    readonly timeoutMs?: number;
    readonly http?: string;
    readonly exec?: readonly string[];
    readonly expect?: {
      readonly status?: number;
      readonly exit?: number;
      readonly body?: string;
      readonly output?: string;
    };
  };
}

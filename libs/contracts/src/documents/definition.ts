import type { UpdateRules } from './update-rules.js';
import { isSameLine, MAIN_LINE, type ImageLine, type LineOfImage } from '../builder/line.js';

/**
 * An image definition in its normal form: every default filled in. Kept as canonical JSON in the content store. What a
 * line of it asks for, `lineDefinition` tells.
 */
export interface ImageDefinition extends LineSettings {
  /** Absent for 1. */
  readonly format?: number | undefined;
  readonly image: string;
  readonly summary: string;
  readonly distribution: Distribution;
  readonly platforms: readonly string[];
  readonly accounts: readonly DefinitionAccount[];
  /** Certificate authorities that its images trust besides, in PEM, by path; absent where there are none. */
  readonly trust?: readonly TrustedFile[] | undefined;
  /** Absolute paths that are writable at run time. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: { readonly waive: readonly Waiver[]; readonly updates?: UpdateRules | undefined };
  /** In their order; each with everything that it asks for. Absent where there is one only: `default`, `prod`. */
  readonly lines?: readonly DefinedLine[] | undefined;
}

/** What the lines of an image may differ in. */
export interface LineSettings {
  /**
   * The line that it is derived from, all of whose settings are in these ones where it says nothing else itself; absent where
   * it is derived from none.
   */
  readonly from?: ImageLine | undefined;
  /** As written, after those of the parent; the first one of `prod` gives the image its version, unless that places something. */
  readonly packages: readonly string[];
  /** In the order as written; the first one of `prod` gives the image its version. Absent where nothing is placed. */
  readonly places?: readonly DefinedPlace[] | undefined;
  /** Sorted by path; absent where there are none. Their own files are among `files`. */
  readonly projects?: readonly DefinedProject[] | undefined;
  /** By absolute path. */
  readonly files: Readonly<Record<string, DefinitionFile>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly run: RunSettings;
  readonly owner?: string | undefined;
  /** Tags and templates: `{{ version "nginx" 2 }}`, `latest`. */
  readonly channels: readonly string[];
  readonly tests: readonly TestSpec[];
}

/** A line of a definition. */
export interface DefinedLine extends LineOfImage, LineSettings {
  /** In place of the image's; absent where the version stream names none. */
  readonly distribution?: Distribution | undefined;
  /** Those of the image that it is for; absent for all of them. */
  readonly platforms?: readonly string[] | undefined;
  /** The last day on which the version stream gets new revisions, in UTC: `2027-04-30`. */
  readonly endOfLife?: string | undefined;
  /** The version stream to use afterwards. */
  readonly replacement?: string | undefined;
}

/** What a definition asks for one of its lines. */
export type LineDefinition = Omit<ImageDefinition, 'format' | 'lines'> &
  Omit<DefinedLine, 'distribution' | 'platforms'>;

/** The lines of a definition, in their order, each with all that it asks for. */
export function definedLines({ format: _, lines, ...image }: ImageDefinition): readonly LineDefinition[] {
  return (lines ?? [MAIN_LINE]).map((line: LineOfImage & Pick<DefinedLine, 'distribution' | 'platforms'>) => ({
    ...{ ...image, ...line },
    distribution: line.distribution ?? image.distribution,
    platforms: line.platforms ?? image.platforms,
  }));
}

/** What a definition asks for a line; undefined where it has no such line. */
export const lineDefinition = (definition: ImageDefinition, line: LineOfImage): LineDefinition | undefined =>
  definedLines(definition).find((one) => isSameLine(one, line));

export interface Distribution {
  /** `debian/trixie` */
  readonly release: string;
  readonly pockets: readonly string[];
}

/** Files of a package that is published by itself. */
export interface DefinedPlace {
  /** From the root of the image. */
  readonly path: string;
  /** What channels call it. */
  readonly name: string;
  /** Purls without a version, by platform; each platform of the image has one. */
  readonly packages: Readonly<Record<string, string>>;
  /** Which releases are taken, as the ecosystem's own client reads it: `22`. */
  readonly version: string;
  /** A file or folder of the package; `.` for all of it. */
  readonly from: string;
}

/** A folder of the image that is a project of an ecosystem, with a lock file of that. */
export interface DefinedProject {
  /** From the root of the image: `/srv/web`. */
  readonly path: string;
  readonly ecosystem: string;
}

export interface DefinitionFile {
  /** In the content store. */
  readonly sha256: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A certificate of the catalog folder. */
export interface TrustedFile {
  /** In the folder. */
  readonly path: string;
  /** In the content store. */
  readonly sha256: string;
  readonly size: number;
}

export interface DefinitionAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface RunSettings {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `nonroot` or the name of an account. */
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly ports: readonly number[];
  readonly stopSignal: string;
}

export interface Waiver {
  /** The name of a test. */
  readonly test: string;
  readonly reason: string;
  /** The only platform that it is for; absent for all. */
  readonly platform?: string | undefined;
  /** The only outcome that it lets pass; absent for all that are no pass. */
  readonly outcome?: 'not-run' | undefined;
}

/** What a definition asks to be tested. `structure` is always asked and need not be written. */
export type TestSpec = StructureTest | BootTest | ProbeTest;

interface NamedTest {
  /** Unique in the definition. */
  readonly name: string;
  /** Packages mounted read-only at `/test`. */
  readonly packages: readonly string[];
}

export interface StructureTest extends NamedTest {
  readonly rung: 'structure';
  /** Compressed bytes of all layers. */
  readonly maxBytes?: number | undefined;
}

/** What starts the image. */
interface StartingTest extends NamedTest {
  /**
   * Run before the image, in a root made of `packages`, with the image's account and environment; what it leaves in `/tmp`,
   * `/run` and the volumes is there when the image starts.
   */
  readonly prepare?: readonly string[] | undefined;
}

export interface BootTest extends StartingTest {
  readonly rung: 'boot';
  /** In place of `cmd`. */
  readonly args?: readonly string[] | undefined;
  readonly expect: {
    /** Exit code; where there is none, the process must still run after `aliveMs`. */
    readonly exit?: number | undefined;
    readonly aliveMs?: number | undefined;
    /** A regular expression that the output must match. */
    readonly output?: string | undefined;
  };
  readonly timeoutMs: number;
}

export interface ProbeTest extends StartingTest {
  readonly rung: 'probe';
  readonly args?: readonly string[] | undefined;
  readonly probe:
    | { readonly kind: 'http'; readonly url: string; readonly status: number; readonly body?: string | undefined }
    | {
        readonly kind: 'exec';
        readonly argv: readonly string[];
        readonly exit: number;
        readonly output?: string | undefined;
      };
  readonly timeoutMs: number;
}

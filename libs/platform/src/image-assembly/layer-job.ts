import type { Digest } from '@quench/kernel';
import type { Bundled, Contribution, Taken } from '@quench/plugin-sdk';
import type { LayerRange } from './gzip.js';
import type { PlacedRelease } from './placed-entries.js';

/** One package as a worker needs it. Cloned between threads. */
export interface PackageInput {
  readonly purl: string;
  readonly ecosystem: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** A local file with these bytes. */
  readonly file: string;
  /** Undefined for what a distribution installs. */
  readonly release: PlacedRelease | undefined;
}

/** What must be known of a package's entries when all packages are put together. */
export interface PackageFacts {
  readonly purl: string;
  /** Seconds since 1970, of its newest entry. */
  readonly mtime: number;
  readonly directories: readonly DirectoryFact[];
  /** Paths of everything else. */
  readonly others: readonly string[];
  readonly contributions: readonly Contribution[];
  readonly bundled: readonly Bundled[];
}

export interface DirectoryFact {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Pieces of work that another thread can do. */
export type Job =
  | { readonly kind: 'layer'; readonly packages: readonly PackageInput[]; readonly taken: Taken }
  | { readonly kind: 'whole'; readonly package: PackageInput }
  | { readonly kind: 'programs'; readonly package: PackageInput; readonly names: readonly string[] }
  | { readonly kind: 'deflate'; readonly tar: Uint8Array<SharedArrayBuffer>; readonly range: LayerRange };

export interface JobResults {
  readonly layer: LayerResult;
  readonly whole: Pick<LayerResult, 'tar'>;
  readonly programs: Pick<LayerResult, 'tar'>;
  readonly deflate: Uint8Array<ArrayBuffer>;
}

export interface LayerResult {
  readonly tar: Uint8Array<SharedArrayBuffer>;
  readonly packages: readonly PackageFacts[];
}

/** Runs jobs, in other threads or in this one. The results do not depend on which. */
export interface JobExecutor {
  /**
   * @throws what the job throws; TransientFault `assembly-worker-lost`; the signal's reason when it was aborted before
   *   the job began
   */
  run<K extends Job['kind']>(job: Extract<Job, { kind: K }>, signal: AbortSignal): Promise<JobResults[K]>;
  /** Ends the threads. Jobs that have not ended fail with `assembly-worker-lost`. */
  close(): Promise<void>;
}

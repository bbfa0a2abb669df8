import type { Digest } from '@quench/kernel';

/** What a test may use; all bounds are enforced by the sandbox. */
export interface RunLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly files: number;
  readonly timeoutMs: number;
  /** Of standard output and error together; more is cut and said. */
  readonly outputBytes: number;
}

export interface RunRequest {
  /** Of the image: `linux/arm64`. */
  readonly platform: string;
  /** Layer blobs in the content store, lowest first. */
  readonly layers: readonly Digest[];
  /** Absolute path and arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly uid: number;
  readonly gid: number;
  /** Writable memory file systems: `/tmp`, `/run` and the definition's volumes. */
  readonly tmpfs: readonly {
    readonly path: string;
    readonly uid: number;
    readonly gid: number;
    readonly mode: number;
  }[];
  /** What fills `tmpfs` before the program starts; absent where they are empty then. */
  readonly prepared?: Prepared | undefined;
  /** Layer blobs of packages that the test mounts read-only at `/test`. */
  readonly testLayers: readonly Digest[];
  /** Packages of the sandbox itself, unpacked from the verified archive. */
  readonly runnerLayers: readonly Digest[];
  /** Layer blobs of which one has the emulator of the platform; without any, that of the host serves. */
  readonly emulatorLayers: readonly Digest[];
  readonly limits: RunLimits;
  /** `SIGTERM`, `SIGQUIT` … sent by `stop`. */
  readonly stopSignal: string;
}

export interface RunExit {
  /** Exit code; undefined when a signal ended the process. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly output: string;
  readonly outputCut: boolean;
  /** What the sandbox did or saw besides, for the log: a signal that the process ignores, a limit that was reached. */
  readonly notes: readonly string[];
}

/** Writable folders that a program filled, which wait for the one that is to find them so. */
export interface Prepared {
  readonly exit: RunExit;
  /** Ends what is left of it, with the folders. */
  discard(): Promise<void>;
}

/** A process in the sandbox. */
export interface Running {
  readonly exited: Promise<RunExit>;
  /** Runs a program beside the process: same files, user, network and limits. One below `/test` has its libraries there. */
  exec(argv: readonly string[], options: { readonly timeoutMs: number }): Promise<RunExit>;
  /**
   * One HTTP GET from inside the sandbox's network, once something listens there.
   * @throws TransientFault `probe-unanswered`
   */
  http(request: { readonly url: string; readonly timeoutMs: number; readonly maxBytes: number }): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }>;
  /** Sends the stop signal, then kills after `graceMs`. */
  stop(graceMs: number): Promise<RunExit>;
}

/** How faithfully this host can run an image. */
export interface RunnerClass {
  /** Names what results depend on: `bwrap/owners` or `bwrap/mapped`. */
  readonly name: string;
  /** Whether files keep their real owners; if not, tests that depend on ownership must say `TestNotRun`. */
  readonly realOwners: boolean;
  /** What enforces the bounds on memory and processes here: `rlimit`, `cgroup v1`, `cgroup v2`. */
  readonly limits: readonly string[];
  /** Other platforms whose programs an emulator that is installed here runs. */
  readonly emulates: readonly string[];
  /** Whether what is emulated may start other programs of its image. */
  readonly emulatesAll: boolean;
}

/** Programs that run those of another platform, in the order in which they are looked for; only static ones serve. */
export const EMULATORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['linux/arm64', ['qemu-aarch64-static', 'qemu-aarch64']],
]);

/** Port. Runs an image in a sandbox: read-only root, no capabilities, no new privileges, loopback only. */
export abstract class Runner {
  /** What this host offers, or why it can run nothing. */
  abstract capability(): Promise<RunnerClass | { readonly unavailable: string }>;
  abstract start(request: RunRequest, signal: AbortSignal): Promise<Running>;
  /**
   * Runs a program to its end, in a sandbox as that of `start`, and keeps what it leaves in the `tmpfs`: a request with the
   * same ones that has it as `prepared` starts on a copy.
   */
  abstract prepare(request: RunRequest, signal: AbortSignal): Promise<Prepared>;
}

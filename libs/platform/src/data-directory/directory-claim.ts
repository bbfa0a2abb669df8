import type { FileLock } from './file-lock.js';

/** A data directory that this process has: it is the only one that works here. Ends with the process, however that ends. */
export class DirectoryClaim {
  constructor(
    private readonly claim: FileLock,
    private readonly services: FileLock,
  ) {}

  /** From now on services may work here as processes of their own, under this claim. */
  admitServices(): void {
    this.services.release();
  }

  /** Doing so twice does nothing. */
  release(): void {
    this.services.release();
    this.claim.release();
  }
}

/** The place of an instance of a service in a data directory. Ends with the process, however that ends. */
export class InstancePlace {
  constructor(
    private readonly services: FileLock,
    private readonly instance: FileLock,
  ) {}

  /** Doing so twice does nothing. */
  release(): void {
    this.instance.release();
    this.services.release();
  }
}

/** How long to wait for services to end that work on the directory, and who is told that we do. */
export interface DrainPatience {
  readonly drainMs: number;
  /** Gets a line for a person. */
  readonly note: (line: string) => void;
}

import { Rejection, TransientFault } from '@quench/kernel';

/** A release that a registry lists, and of which a platform cannot have the file. */
export interface MissingFile {
  /** Of the package. */
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  /** Why not. */
  readonly error: unknown;
}

/** A registry that lists many releases and has no files is not searched to its end. */
const MAX_MISSING = 10;

/**
 * What could not be had while a line is resolved. All platforms have the same releases: what one of them cannot have, none
 * takes.
 */
export class MissingFiles {
  /** Those that their registry does not have, as they were found. */
  readonly all: MissingFile[] = [];
  /** The packages of which nothing is taken that the line does not have, and why not. */
  private readonly closed = new Map<string, unknown>();

  /** Grows with each that is found. */
  get size(): number {
    return this.all.length + this.closed.size;
  }

  add(one: MissingFile): void {
    if (isMissing(one.error)) this.all.push(one);
    const found = this.all.filter(({ name }) => name === one.name);
    // Whoever does not answer for one file is not asked for all the others.
    if (!isMissing(one.error) || found.length >= MAX_MISSING) this.closed.set(one.name, one.error);
  }

  /** Whether a release may be taken that its place has by some packages. */
  allows(names: readonly string[], version: string): boolean {
    if (names.some((name) => this.closed.has(name))) return false;
    return !this.all.some((one) => one.version === version && names.includes(one.name));
  }

  /** Why something newer of some packages cannot be had; undefined where all can. */
  why(names: readonly string[]): unknown {
    const closed = names.find((name) => this.closed.has(name));
    return closed === undefined ? this.all.find(({ name }) => names.includes(name))?.error : this.closed.get(closed);
  }
}

/** A mirror has the list before it has the file. */
const isMissing = (error: unknown): boolean => error instanceof Rejection && error.code === 'package-missing';

/** A registry that is down, or that has not the file of what it lists. */
export const cannotBeHad = (error: unknown): boolean => error instanceof TransientFault || isMissing(error);

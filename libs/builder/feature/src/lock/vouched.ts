import { sha256 } from '@quench/kernel';
import type { Dependency, Snapshot } from '@quench/plugin-sdk';

/** More than the packages of a catalog. */
const MAX_KNOWN = 50_000;

/**
 * Packages that snapshots were found to vouch for. Both name what they are by digest, so that the answer is the same for every
 * image that has them.
 */
export class Vouched {
  private readonly known = new Set<string>();

  /** What of `dependencies` these snapshots are not known to vouch for, and how to say that they do. */
  unknown(dependencies: readonly Dependency[], snapshots: readonly Snapshot[]): Unknown {
    const by = sha256(JSON.stringify(snapshots));
    // Who needs a package differs by image, and has nothing to do with its file.
    const keyOf = (one: Dependency): string => `${by} ${JSON.stringify({ ...one, requiredBy: undefined })}`;
    return {
      dependencies: dependencies.filter((one) => !this.known.has(keyOf(one))),
      add: (found) => {
        for (const one of found) this.add(keyOf(one));
      },
    };
  }

  private add(key: string): void {
    const [oldest] = this.known;
    if (this.known.size >= MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    this.known.add(key);
  }
}

interface Unknown {
  readonly dependencies: readonly Dependency[];
  add(found: readonly Dependency[]): void;
}

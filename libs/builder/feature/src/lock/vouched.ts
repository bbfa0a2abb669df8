import type { Dependency, Snapshot } from '@quench/plugin-sdk';

/** Sets of snapshots: more than the distributions of a catalog. */
const MAX_SETS = 16;
/** Of each set; more than the packages that the images of a catalog have. */
const MAX_PACKAGES = 20_000;

/**
 * Packages that snapshots were found to vouch for. Both name what they are by digest, so that the answer is the same for every
 * image that has them.
 */
export class Vouched {
  /** By the snapshots, the one that was asked about last at the end. */
  private readonly known = new Map<string, Set<string>>();

  /** What of `dependencies` these snapshots are not known to vouch for, and how to say that they do. */
  unknown(dependencies: readonly Dependency[], snapshots: readonly Snapshot[]): Unknown {
    const packages = this.of(JSON.stringify(snapshots));
    const unknown = dependencies.filter((one) => !packages.has(keyOf(one)));
    return {
      dependencies: unknown,
      add: () => {
        if (packages.size + unknown.length > MAX_PACKAGES) packages.clear();
        for (const one of unknown) packages.add(keyOf(one));
      },
    };
  }

  /** Somebody who was asked anew did not confirm what may be known here. */
  forget(): void {
    this.known.clear();
  }

  private of(snapshots: string): Set<string> {
    const packages = this.known.get(snapshots) ?? new Set<string>();
    this.known.delete(snapshots);
    this.known.set(snapshots, packages);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_SETS && oldest !== undefined) this.known.delete(oldest);
    return packages;
  }
}

interface Unknown {
  readonly dependencies: readonly Dependency[];
  add(): void;
}

/** Who needs a package differs by image, and has nothing to do with its file. A lock keeps the rest in another order. */
const keyOf = ({ purl, name, version, architecture, source, sha256, size, path, from }: Dependency): string =>
  JSON.stringify([
    ...[purl, name, version, architecture, source.name, source.version],
    ...[sha256, size, path, from.origin, from.suite],
  ]);

import { archiveKey, covers, refuseOld, reportedSnapshot, type ArchiveRow } from '@quench/builder-domain';
import type { ArchiveSource, Distribution, LockedSnapshot } from '@quench/contracts';
import { Ecosystems, ReadModels, type Ecosystem } from '@quench/ports';
import { PluginError, type Snapshot } from '@quench/plugin-sdk';
import { archives } from '@quench/builder-domain';
import { Injectable } from '@nestjs/common';

/** Until a second ecosystem brings its own distributions, every distribution is one of Debian archives. */
export const DISTRIBUTION_ECOSYSTEM = 'deb';

/** More than the archives that a catalog reads. */
const MAX_CHECKED = 100;

/** What a snapshot must have, and must not be older than. */
export interface Wanted {
  readonly platforms: readonly string[];
  /** RFC 3339. */
  readonly now: string;
  /** The snapshots that the line's head lock was made from. */
  readonly since: readonly LockedSnapshot[];
}

/** The newest snapshots of a distribution's archives. */
export interface NewestSnapshots {
  /** Checked, one of each archive. */
  readonly snapshots: readonly Snapshot[];
  /** The events that reported them. */
  readonly events: readonly string[];
}

/** Snapshots that a line was locked from before. */
export interface OlderSnapshots {
  /** Those that pass today. */
  readonly checked: readonly Snapshot[];
  /** Of each other one, why not. */
  readonly refused: readonly string[];
}

export const NO_OLDER: OlderSnapshots = { checked: [], refused: [] };

/** Snapshots that the builder has verified itself, whoever reported them. */
@Injectable()
export class CheckedSnapshots {
  private readonly checked = new Map<string, Promise<Snapshot>>();

  constructor(
    private readonly models: ReadModels,
    private readonly ecosystems: Ecosystems,
  ) {}

  get ecosystem(): Ecosystem {
    return this.ecosystems.get(DISTRIBUTION_ECOSYSTEM);
  }

  /**
   * The archives that a distribution reads.
   * @throws PluginError `malformed-input`
   */
  sources({ release, pockets }: Distribution): readonly ArchiveSource[] {
    return this.ecosystem.plugin.snapshots
      .sources(release, pockets)
      .map(({ origin, suite }) => ({ ecosystem: DISTRIBUTION_ECOSYSTEM, origin, suite }));
  }

  /**
   * The newest snapshot of each archive of a distribution, checked; undefined while one of them was never reported, or not
   * for all platforms.
   * @throws PluginError `not-authentic`, `malformed-response`
   * @throws IntegrityFault `snapshot-expired`, `snapshot-went-back`: signed once, but not to be used any more
   */
  async newest(distribution: Distribution, { platforms, now, since }: Wanted): Promise<NewestSnapshots | undefined> {
    const keys = this.sources(distribution).map(archiveKey);
    const rows = await this.models.getMany<ArchiveRow>(archives.name, keys);
    const reported = keys.flatMap((key) => rows.get(key) ?? []);
    if (reported.length < keys.length) return undefined;
    const snapshots = await Promise.all(reported.map(({ snapshot }) => this.check(reportedSnapshot(snapshot))));
    for (const snapshot of snapshots) refuseOld(snapshot, now, since);
    if (!snapshots.every((snapshot) => covers(snapshot, platforms))) return undefined;
    return { snapshots, events: reported.map(({ event }) => event) };
  }

  /**
   * A snapshot as its signed index says it is. The answer depends on what the snapshot names by digest alone, so images
   * that read the same archives share it. An old one passes: what was locked once can be built again.
   * @throws PluginError `not-authentic`, `malformed-response`
   */
  check(snapshot: Snapshot): Promise<Snapshot> {
    const key = JSON.stringify(snapshot);
    const known = this.checked.get(key) ?? this.ask(snapshot);
    this.checked.delete(key);
    this.checked.set(key, known);
    for (const oldest of this.checked.keys()) {
      if (this.checked.size <= MAX_CHECKED) break;
      this.checked.delete(oldest);
    }
    // A fault of the world is not remembered.
    known.catch(() => this.checked.delete(key));
    return known;
  }

  /** Each for itself: since it was signed, its key may have been rotated, or its mirror left. */
  async older(snapshots: readonly Snapshot[]): Promise<OlderSnapshots> {
    const asked = snapshots.map((one) =>
      this.check(one).catch((error: unknown) => {
        if (!(error instanceof PluginError)) throw error;
        return `${one.source.origin} ${one.source.suite} of ${one.date}: ${error.message}`;
      }),
    );
    const found = await Promise.all(asked);
    return {
      checked: found.filter((one) => typeof one !== 'string'),
      refused: found.filter((one) => typeof one === 'string'),
    };
  }

  private ask(snapshot: Snapshot): Promise<Snapshot> {
    const { plugin, host } = this.ecosystem;
    return plugin.snapshots.check(snapshot, host);
  }

  /** The newest snapshots, asking the archives for those that nobody follows. */
  async fresh(distribution: Distribution, platforms: readonly string[], now: string): Promise<readonly Snapshot[]> {
    const followed = await this.newest(distribution, { platforms, now, since: [] });
    if (followed !== undefined) return followed.snapshots;
    const { plugin, host } = this.ecosystem;
    const taken = await Promise.all(
      plugin.snapshots
        .sources(distribution.release, distribution.pockets)
        .map((source) => plugin.snapshots.take(source, { previous: undefined, platforms, now }, host)),
    );
    return taken.flatMap((snapshot) => (snapshot === undefined ? [] : [snapshot]));
  }
}

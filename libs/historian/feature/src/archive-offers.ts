import {
  ofTypes,
  offersOf,
  type ArchivedAs,
  type FailingLine,
  type MissedVersion,
  type Offer,
  type SnapshotChange,
} from '@quench/historian-domain';
import { IntegrityFault } from '@quench/kernel';
import { Documents } from '@quench/ports';
import type { SnapshotChanges } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { Archive } from './archive.js';

/** What archives have of packages, as the snapshots that were taken say. */
@Injectable()
export class ArchiveOffers {
  constructor(
    private readonly archive: Archive,
    private readonly documents: Documents,
  ) {}

  /** What archives have of a package now. Undefined where a list of changes cannot be read. */
  async of(name: string): Promise<readonly Offer[] | undefined> {
    const found: SnapshotChange[] = [];
    const isWhole = await this.each((snapshot, { added, updated, removed }) => {
      const change = [...added, ...updated].find((one) => one.name === name);
      if (change !== undefined) found.push({ snapshot, to: change.to });
      else if (removed.some((one) => one.name === name)) found.push({ snapshot, to: undefined });
    });
    return isWhole ? offersOf(found) : undefined;
  }

  /** The packages that any archive ever had. Undefined where that cannot be told, as for {@link of}. */
  async names(): Promise<ReadonlySet<string> | undefined> {
    const found = new Set<string>();
    const isWhole = await this.each((_snapshot, { added }) => {
      for (const { name } of added) found.add(name);
    });
    return isWhole ? found : undefined;
  }

  /**
   * What archives have of packages of a line since its head lock, oldest first. Undefined where a list of changes cannot be
   * read, as for {@link of}.
   */
  async since({ names, snapshots }: FailingLine): Promise<readonly MissedVersion[] | undefined> {
    const found: MissedVersion[] = [];
    const isWhole = await this.eachOf(snapshots, ({ sequencedAt }, { updated }) => {
      for (const { name, to } of updated)
        if (to !== undefined && names.has(name)) found.push({ name, to, at: sequencedAt });
    });
    return isWhole ? found : undefined;
  }

  /**
   * Reads what each snapshot changed, oldest first. False where a list is not what its snapshot says, or is gone: then
   * nothing can be said of what is offered.
   */
  private async each(use: Use): Promise<boolean> {
    return this.eachOf(ofTypes(await this.archive.snapshots(), 'watcher.ArchiveSnapshotTaken.v1'), use);
  }

  private async eachOf(snapshots: readonly Taken[], use: Use): Promise<boolean> {
    try {
      for (const snapshot of snapshots)
        use(snapshot, await this.documents.read<SnapshotChanges>(snapshot.data.changes.list));
      return true;
    } catch (fault) {
      if (fault instanceof IntegrityFault) return false;
      throw fault;
    }
  }
}

type Taken = ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>;
type Use = (snapshot: Taken, changes: SnapshotChanges) => void;

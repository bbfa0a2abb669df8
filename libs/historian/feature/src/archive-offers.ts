import { ofTypes, offersOf, type ArchivedAs, type Offer, type SnapshotChange } from '@quench/historian-domain';
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

  /** Undefined where a list is not what its snapshot says, or is gone: then nothing can be said of what is offered. */
  async of(name: string): Promise<readonly Offer[] | undefined> {
    const changes: SnapshotChange[] = [];
    try {
      for (const snapshot of ofTypes(await this.archive.snapshots(), 'watcher.ArchiveSnapshotTaken.v1')) {
        const change = await this.changeOf(name, snapshot);
        if (change !== undefined) changes.push(change);
      }
    } catch (fault) {
      if (fault instanceof IntegrityFault) return undefined;
      throw fault;
    }
    return offersOf(changes);
  }

  private async changeOf(
    name: string,
    snapshot: ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>,
  ): Promise<SnapshotChange | undefined> {
    const { added, updated, removed } = await this.documents.read<SnapshotChanges>(snapshot.data.changes.list);
    const change = [...added, ...updated].find((one) => one.name === name);
    if (change !== undefined) return { snapshot, to: change.to };
    return removed.some((one) => one.name === name) ? { snapshot, to: undefined } : undefined;
  }
}

import {
  changedPackages,
  lockChange,
  lockedPackage,
  type PackagePair,
  type PackageUpdate,
} from '@quench/builder-domain';
import { isLockedPackage, type LockChange, type LockDocument, type LockedInput } from '@quench/contracts';
import { ContentStore } from '@quench/ports';
import { digest } from '@quench/kernel';
import type { HeldFile } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots } from './checked-snapshots.js';

const NOTHING = { fixed: [], lost: [] };

/** What an update fixes, by the packages' own words. */
@Injectable()
export class ChangeEvidence {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly content: ContentStore,
  ) {}

  /** The changes from one lock to the next, each with the CVE ids that the new package says it fixes. */
  async between(before: LockDocument | undefined, after: LockDocument): Promise<readonly LockChange[]> {
    return Promise.all(changedPackages(before, after).map(async (pair) => lockChange(pair, await this.fixes(pair))));
  }

  /** The CVE ids that new packages, which are held, say they fix; sorted. */
  async fixedBy(updates: readonly PackageUpdate[]): Promise<readonly string[]> {
    const pairs = updates.map(({ name, before, after }) => ({ name, before, after: lockedPackage(after) }));
    const found = await Promise.all(pairs.map((pair) => this.fixes(pair)));
    return [...new Set(found.flatMap(({ fixed }) => fixed))].sort();
  }

  private async fixes({ before, after }: PackagePair): Promise<Pick<LockChange, 'fixed' | 'lost'>> {
    if (before === undefined || after === undefined || !isLockedPackage(after)) return NOTHING;
    const { plugin, host } = this.snapshots.ecosystem;
    const old = await this.held(before);
    // The older package may have been swept; then there is nothing to compare with, and nothing is claimed.
    return old === undefined ? NOTHING : plugin.artifacts.fixes(old, fileOf(after), host);
  }

  private async held(locked: LockedInput): Promise<HeldFile | undefined> {
    return (await this.content.stat(digest(locked.sha256))) === undefined ? undefined : fileOf(locked);
  }
}

const fileOf = ({ sha256, size }: LockedInput): HeldFile => ({ digest: digest(sha256), size });

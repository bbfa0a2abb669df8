import { lockedPackage, type PackageAddition, type PackageUpdate, type Shared } from '@quench/builder-domain';
import { BROUGHT, type Brought, type ChangedContents, type LockedInput } from '@quench/contracts';
import { digest } from '@quench/kernel';
import type { ContentDifference, HeldFile, Snapshot } from '@quench/plugin-sdk';
import { ContentStore } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots } from '../lock/checked-snapshots.js';
import { PackageClosure } from '../lock/package-closure.js';

/** So many paths tell a person what it is about. */
const MAX_PATHS = 40;

/** What is in a package otherwise, and on which platforms it is so. */
export type PlatformContents = Omit<ChangedContents, 'platforms'> & Required<Pick<ChangedContents, 'platforms'>>;

/** What an update brings: packages in other versions, and new ones, of which all that is in them is new. */
type BroughtPackage = PackageUpdate | PackageAddition;

/** What the packages of an update have in them otherwise than those of the line. */
@Injectable()
export class ContentEvidence {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
    private readonly content: ContentStore,
  ) {}

  /**
   * What an update brings that its packages did not have, on any platform, what is in new packages included. They are fetched
   * for it. Where an older one is not held any more, everything counts as brought: nobody can tell.
   */
  async brings(
    packages: readonly BroughtPackage[],
    snapshots: readonly Snapshot[],
    signal: AbortSignal,
  ): Promise<readonly Brought[]> {
    await this.hold(packages, snapshots, signal);
    const found = new Set<Brought>();
    for (const one of packages) for (const what of broughtBy(await this.difference(one))) found.add(what);
    return BROUGHT.filter((what) => found.has(what));
  }

  /** By the name of the package; what is the same on several platforms once. The newer packages are fetched for it. */
  async of(
    packages: readonly Shared<BroughtPackage>[],
    snapshots: readonly Snapshot[],
    signal: AbortSignal,
  ): Promise<readonly PlatformContents[]> {
    await this.hold(packages, snapshots, signal);
    const told = new Map<string, PlatformContents>();
    for (const one of packages) {
      const difference = await this.difference(one);
      if (difference === undefined) continue;
      const changed = { name: one.name, ...summary(difference) };
      const key = JSON.stringify(changed);
      told.set(key, { ...changed, platforms: [...(told.get(key)?.platforms ?? []), ...one.platforms] });
    }
    return [...told.values()];
  }

  private hold(
    packages: readonly BroughtPackage[],
    snapshots: readonly Snapshot[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.closure.hold(
      packages.map(({ after }) => after),
      snapshots,
      signal,
    );
  }

  /** Undefined where the older file is not held any more. */
  private async difference(brought: BroughtPackage): Promise<ContentDifference | undefined> {
    const { plugin, host } = this.snapshots.ecosystem;
    const after = fileOf(lockedPackage(brought.after));
    if (!('before' in brought)) return plugin.artifacts.difference(undefined, after, host);
    const { before } = brought;
    if ((await this.content.stat(digest(before.sha256))) === undefined) return undefined;
    return plugin.artifacts.difference(fileOf(before), after, host);
  }
}

const fileOf = ({ sha256, size }: LockedInput): HeldFile => ({ digest: digest(sha256), size });

function broughtBy(difference: ContentDifference | undefined): readonly Brought[] {
  if (difference === undefined) return BROUGHT;
  const { scripts, setuid, listeners } = difference;
  const isBrought: Readonly<Record<Brought, boolean>> = {
    script: scripts.some(({ change }) => change === 'added'),
    setuid: setuid.length > 0,
    listener: listeners.length > 0,
  };
  return BROUGHT.filter((what) => isBrought[what]);
}

function summary({ added, removed, changed, scripts, setuid, listeners }: ContentDifference) {
  const paths = [...added.map((path) => `+${path}`), ...removed.map((path) => `-${path}`)];
  return {
    ...{ added: added.length, removed: removed.length, changed: changed.length },
    paths: paths.slice(0, MAX_PATHS),
    scripts: [...scripts],
    setuid: setuid.slice(0, MAX_PATHS),
    listeners: listeners.slice(0, MAX_PATHS),
  };
}

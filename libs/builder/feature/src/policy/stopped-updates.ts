import {
  isRenamed,
  ownOf,
  updatesOf,
  type PackageUpdate,
  type PlatformPackages,
  type SourceUpdate,
} from '@quench/builder-domain';
import type { LockedPackage, LockedPlatform } from '@quench/contracts';
import { PluginError, type Dependency, type Pin } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { addedTo, heldOn, namesOn } from '../lock/base.js';
import { CheckedSnapshots, NO_OLDER } from '../lock/checked-snapshots.js';
import { PackageClosure } from '../lock/package-closure.js';
import { pinsOf, together, type KeptPackage, type StoppedUpdate } from './gate.js';
import { JudgedUpdates, type UpdateLook } from './judged-updates.js';

/** What one resolution found. */
export interface FoundUpdates {
  readonly platforms: readonly PlatformPackages[];
  /** What was stopped before, and is pinned in it. */
  readonly stopped: readonly StoppedUpdate[];
}

/** An archive that lists every version that there was is not searched to its end, nor are all versions between given up in turn. */
const MAX_LOWER = 10;
const MAX_GIVEN_UP = 10;

/** Searches what a line may take: what is stopped is pinned, and what then would come is judged in its turn. */
@Injectable()
export class StoppedUpdates {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
    private readonly judgements: JudgedUpdates,
  ) {}

  /**
   * What a line has, what it could have with what is stopped pinned, and what that is. Holding one update back may show others,
   * of what would have gone with it.
   * @param before what the line has of its own, by platform
   */
  async find(look: UpdateLook, before: readonly LockedPlatform[]): Promise<FoundUpdates> {
    let stopped: readonly StoppedUpdate[] = [];
    for (;;) {
      const platforms = await this.platforms(look, before, stopped);
      if (platforms === undefined) {
        // Whoever locks meets the same refusal, and records it.
        if (stopped.every(({ has, keeps }) => has === keeps)) return { platforms: [], stopped };
        stopped = await this.withFewerBetween(look, before, stopped);
        continue;
      }
      const more: StoppedUpdate[] = [];
      for (const update of updatesOf(platforms, this.snapshots.ecosystem.plugin.versions)) {
        const found = await this.judged(look, update, { platforms, stopped });
        if (found !== undefined) more.push(found);
      }
      if (more.length === 0) return { platforms, stopped };
      stopped = together(stopped, more);
    }
  }

  /** Undefined where one of them cannot be resolved. */
  private async platforms(
    look: UpdateLook,
    before: readonly LockedPlatform[],
    stopped: readonly StoppedUpdate[],
  ): Promise<readonly PlatformPackages[] | undefined> {
    const platforms: PlatformPackages[] = [];
    for (const { platform, packages: has } of before) {
      const could = await this.resolve(look, platform, pinsOf(stopped, platform));
      if (could === undefined) return undefined;
      platforms.push({ platform, has, could });
    }
    return platforms;
  }

  /** A version between may need what is not there; what the line has did not. Where it is not one alone, none is kept. */
  private async withFewerBetween(
    look: UpdateLook,
    before: readonly LockedPlatform[],
    stopped: readonly StoppedUpdate[],
  ): Promise<readonly StoppedUpdate[]> {
    const between = stopped.filter(({ has, keeps }) => has !== keeps);
    for (const one of between.slice(0, MAX_GIVEN_UP)) {
      const fewer = stopped.map((other) => (other === one ? { ...one, keeps: one.has } : other));
      if ((await this.platforms(look, before, fewer)) !== undefined) return fewer;
    }
    return stopped.map((one) => ({ ...one, keeps: one.has }));
  }

  private async resolve(
    { definition, snapshots, base, older }: UpdateLook,
    platform: string,
    pins: readonly Pin[],
  ): Promise<readonly Dependency[] | undefined> {
    const held = heldOn(base, platform, { pins, keep: pins.length === 0 ? NO_OLDER : await older() });
    const names = namesOn(base, platform, definition.packages);
    try {
      const { dependencies } = await this.closure.resolve(names, platform, snapshots, held);
      return addedTo(base, platform, dependencies);
    } catch (error) {
      if (error instanceof PluginError && error.code === 'unsatisfiable') return undefined;
      throw error;
    }
  }

  private async judged(
    look: UpdateLook,
    update: SourceUpdate,
    found: FoundUpdates,
  ): Promise<StoppedUpdate | undefined> {
    const { judgement, ...about } = await this.judgements.judge(look, update);
    if (judgement.kind === 'pass') return undefined;
    const has = new Map(found.platforms.map((one) => [one.platform, ownOf(update, one)]));
    // What comes in place of another has no versions between.
    const lower = update.packages.some(isRenamed) ? undefined : await this.lower(look, update, found);
    const keeps = lower === undefined ? has : new Map([...has].map(([on, own]) => [on, lowered(own, on, lower)]));
    return { update, judgement, ...about, has, keeps };
  }

  /**
   * The newest version between what the line has and one that is stopped which nothing stops: it may be a fix.
   * Undefined where there is none.
   */
  private async lower(look: UpdateLook, stopped: SourceUpdate, found: FoundUpdates): Promise<SourceUpdate | undefined> {
    for (let above = stopped, tries = 0; tries < MAX_LOWER; tries++) {
      const next = await this.below(look, above, found);
      if (next === undefined || (await this.judgements.judge(look, next)).judgement.kind === 'pass') return next;
      above = next;
    }
    return undefined;
  }

  /** The same update in the next lower version that is listed; undefined where that is no step from what the line has. */
  private async below(
    look: UpdateLook,
    { name, packages }: SourceUpdate,
    { platforms, stopped }: FoundUpdates,
  ): Promise<SourceUpdate | undefined> {
    const { versions } = this.snapshots.ecosystem.plugin;
    const lower: PlatformPackages[] = [];
    for (const { platform, has } of platforms) {
      const own = packages.filter((one) => one.platform === platform);
      const pins = own.map(({ after }) => ({ name: after.name, below: after.version }));
      const could = await this.resolve(look, platform, [...pinsOf(stopped, platform), ...pins]);
      if (could === undefined) return undefined;
      lower.push({ platform, has, could });
    }
    const next = updatesOf(lower, versions).find((one) => one.name === name);
    const isStep = ({ before, after }: PackageUpdate): boolean =>
      !['same', 'backwards'].includes(versions.classify(before.version, after.version));
    return next?.packages.every(isStep) === true ? next : undefined;
  }
}

/** Packages of a platform in the versions of an update, as far as it changes them. */
const lowered = (own: readonly LockedPackage[], platform: string, { packages }: SourceUpdate): readonly KeptPackage[] =>
  own.map((one) => packages.find((other) => other.platform === platform && other.name === one.name)?.after ?? one);

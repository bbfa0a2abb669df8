import {
  bringsSecurityFixes,
  hold,
  bytesOf,
  filesOf,
  isAllOf,
  isRenamed,
  judgeUpdate,
  keptSnapshot,
  ownOf,
  updatesOf,
  type HoldRow,
  type PackageUpdate,
  type PlatformPackages,
  type SourceUpdate,
  type UpdateJudgement,
} from '@quench/builder-domain';
import {
  BROUGHT,
  lineDefinition,
  type Brought,
  type ImageDefinition,
  type LockDocument,
  type LockedPackage,
  type LockedPlatform,
  type LockResolved,
} from '@quench/contracts';
import { PluginError, type Dependency, type Pin } from '@quench/plugin-sdk';
import { Clock, Documents, EventStore, handle, type CommandContext, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { addedTo, heldOn, namesOn } from '../lock/base.js';
import { CheckedSnapshots, NO_OLDER, type OlderSnapshots } from '../lock/checked-snapshots.js';
import { PackageClosure } from '../lock/package-closure.js';
import type { LineInput } from '../lock/resolve-line.js';
import { ContentEvidence } from './content-evidence.js';
import {
  lockedPins,
  OPEN_GATE,
  pinsOf,
  together,
  type Gate,
  type KeptPackage,
  type PackageGate,
  type RecordedUpdate,
  type StoppedUpdate,
  type UpdateRecords,
} from './gate.js';
import { PlacedGate } from './placed-gate.js';
import { isPlaced } from './placed-records.js';
import { firstSeen, RecordUpdates } from './record-updates.js';
import { StandingUpdates, type StandingUpdate } from './standing-updates.js';

/** What one look at the updates of a line has found so far. */
interface Look extends LineInput {
  /** What the line was locked from; asked for only when something waits. */
  readonly older: () => Promise<OlderSnapshots>;
  readonly now: string;
  /** Updates by purl, whatever becomes of them. */
  readonly seen: Map<string, StandingUpdate>;
}

/** What one resolution found. */
interface Found {
  readonly platforms: readonly PlatformPackages[];
  /** What was stopped before, and is pinned in it. */
  readonly stopped: readonly StoppedUpdate[];
}

/** An archive that lists every version that there was is not searched to its end, nor are all versions between given up in turn. */
const MAX_LOWER = 10;
const MAX_GIVEN_UP = 10;

/** Holds a line's updates against the catalog's rules and what people decided. */
@Injectable()
export class UpdateGate {
  constructor(
    private readonly store: EventStore,
    private readonly documents: Documents,
    private readonly clock: Clock,
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
    private readonly standing: StandingUpdates,
    private readonly records: RecordUpdates,
    private readonly contents: ContentEvidence,
    private readonly placed: PlacedGate,
  ) {}

  /**
   * Which updates of a line wait now, for whom or until when.
   * @param known takes what is to be recorded of packages, whatever becomes of the look at releases that are placed
   */
  async look(input: LineInput, known: (records: UpdateRecords) => void): Promise<Gate> {
    const rows = await this.standing.rows(input.line);
    const own = await this.packages(
      input,
      rows.filter((row) => !isPlaced(row)),
    );
    known(own);
    const placed = await this.placed.look(input, rows.filter(isPlaced));
    const { guards, stops } = placed;
    return { ...own, guards: [...own.guards, ...guards], stops: [...own.stops, ...stops], placed };
  }

  private async packages(input: LineInput, rows: readonly HoldRow[]): Promise<PackageGate> {
    const before = await this.before(input);
    if (before === undefined) return { ...OPEN_GATE, settled: this.records.dropped(input, rows) };
    if (input.definition.policy.updates === undefined && rows.length === 0) return OPEN_GATE;
    const kept = [...before.snapshots, ...(before.kept ?? [])].map(keptSnapshot);
    const look: Look = {
      ...input,
      older: () => this.snapshots.older(kept),
      now: this.clock.now(),
      seen: new Map(),
    };
    const found = await this.stopped(
      look,
      before.platforms
        .filter(({ platform }) => input.definition.platforms.includes(platform))
        .map((one) => ({ ...one, packages: addedTo(input.base, one.platform, one.packages) })),
    );
    const { stopped } = found;
    return {
      pins: new Map(input.definition.platforms.map((platform) => [platform, pinsOf(stopped, platform)])),
      keep: stopped.length === 0 ? NO_OLDER : await look.older(),
      evidence: lockedPins(stopped),
      guards: [...look.seen.values()].flatMap(({ guard }) => (guard.version > 0 ? [guard] : [])),
      stops: await this.records.stops(input, stopped, look.now),
      // Where a line cannot be resolved, nothing ends.
      settled: found.platforms.length === 0 ? [] : this.records.settled(input, { ...this.ends(found), rows }),
    };
  }

  /** What there is to record once a lock is made by a gate. */
  async resolved(input: LineInput, { settled, placed, ...gate }: Gate, made: LockResolved): Promise<UpdateRecords> {
    return { ...gate, settled: [...settled, ...(await this.placed.settled(input, placed, made))] };
  }

  /** Tells of updates, in the transaction of what came of the lock. */
  async record(updates: readonly RecordedUpdate[], context: (part: string) => CommandContext, tx: Tx): Promise<void> {
    for (const { stream, command } of updates) {
      const target = { stream, decider: hold, tx };
      await handle(this.store, target, command, context(`${command.type} ${stream}`));
    }
  }

  /** The lock whose packages are held back; undefined where the definition itself asks for others. */
  private async before({ before, definition, definitionDigest }: LineInput): Promise<LockDocument | undefined> {
    if (before === undefined || before.definition === definitionDigest) return before;
    const asked = lineDefinition(await this.documents.read<ImageDefinition>(before.definition), definition);
    return asked?.distribution.release === definition.distribution.release ? before : undefined;
  }

  /** Holding one update back may show others, of what would have gone with it. */
  private async stopped(look: Look, before: readonly LockedPlatform[]): Promise<Found> {
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
    look: Look,
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
    look: Look,
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

  /** What a lock with these pins brings. */
  private ends({ platforms, stopped }: Found) {
    const { versions } = this.snapshots.ecosystem.plugin;
    return { stopped, updates: updatesOf(platforms, versions), packages: platforms.flatMap(({ could }) => could) };
  }

  private async resolve(
    { definition, snapshots, base, older }: Look,
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

  private async judged(look: Look, update: SourceUpdate, found: Found): Promise<StoppedUpdate | undefined> {
    const { judgement, ...about } = await this.judge(look, update);
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
  private async lower(look: Look, stopped: SourceUpdate, found: Found): Promise<SourceUpdate | undefined> {
    for (let above = stopped, tries = 0; tries < MAX_LOWER; tries++) {
      const next = await this.below(look, above, found);
      if (next === undefined || (await this.judge(look, next)).judgement.kind === 'pass') return next;
      above = next;
    }
    return undefined;
  }

  /** The same update in the next lower version that is listed; undefined where that is no step from what the line has. */
  private async below(
    look: Look,
    { name, packages }: SourceUpdate,
    { platforms, stopped }: Found,
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

  /** What becomes of an update, whatever other versions of it there are. */
  private async judge(look: Look, update: SourceUpdate) {
    const { plugin } = this.snapshots.ecosystem;
    const { name: source, from, to, step, packages, additions } = update;
    const name = { ...look.line, purl: plugin.naming.describe({ name: source }), name: source };
    const standing = look.seen.get(name.purl) ?? (await this.standing.of(look.line, name.purl));
    look.seen.set(name.purl, standing);
    const { state } = standing;
    const brought = { files: filesOf(packages), additions: filesOf(additions) };
    const isSeen = state.seen !== undefined && isAllOf({ version: to, files: brought.files }, state.seen);
    const seen = isSeen ? state.seen.first : firstSeen(look, update);
    const urgent = packages.some(({ after }) => bringsSecurityFixes(after.from));
    const names = [...new Set([source, ...packages.map((one) => one.name)])];
    const candidate = {
      ...{ bytes: bytesOf(update), ...brought, names, from, to, step },
      ...{ urgent, since: seen.date, now: look.now },
    };
    const judged = (brings: readonly Brought[]): UpdateJudgement =>
      judgeUpdate({ ...candidate, brings }, state, look.definition.policy.updates, plugin.versions);
    const judgement = judged([]);
    // Packages are looked into only where that decides.
    if (judged(BROUGHT).rule === judgement.rule) return { name, judgement, seen, looked: undefined };
    const brings = await this.contents.brings([...packages, ...additions], look.snapshots, look.signal);
    return { name, judgement: judged(brings), seen, looked: additions };
  }
}

/** Packages of a platform in the versions of an update, as far as it changes them. */
const lowered = (own: readonly LockedPackage[], platform: string, { packages }: SourceUpdate): readonly KeptPackage[] =>
  own.map((one) => packages.find((other) => other.platform === platform && other.name === one.name)?.after ?? one);

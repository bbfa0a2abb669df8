import {
  bringsSecurityFixes,
  hold,
  judgeUpdate,
  keptSnapshot,
  updatesOf,
  type PlatformPackages,
  type SourceUpdate,
} from '@quench/builder-domain';
import type { ImageDefinition, LockDocument, LockedPackage, LockedPlatform } from '@quench/contracts';
import { PluginError, type Dependency } from '@quench/plugin-sdk';
import { Clock, Documents, EventStore, handle, type CommandContext, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots, NO_OLDER, type OlderSnapshots } from '../lock/checked-snapshots.js';
import { PackageClosure } from '../lock/package-closure.js';
import type { LineInput } from '../lock/resolve-line.js';
import {
  lockedPins,
  OPEN_GATE,
  pinsOf,
  refuseIgnored,
  type Gate,
  type RecordedUpdate,
  type StoppedUpdate,
} from './gate.js';
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
  ) {}

  /** Which updates of a line wait now, for whom or until when. */
  async look(input: LineInput): Promise<Gate> {
    const before = await this.before(input);
    if (before === undefined) return OPEN_GATE;
    const rows = await this.standing.rows(input.line);
    if (input.definition.policy.updates === undefined && rows.length === 0) return OPEN_GATE;
    const kept = [...before.snapshots, ...(before.kept ?? [])].map(keptSnapshot);
    const look: Look = {
      ...input,
      older: () => this.snapshots.older(kept),
      now: this.clock.now(),
      seen: new Map(),
    };
    const stopped = await this.stopped(
      look,
      before.platforms.filter(({ platform }) => input.definition.platforms.includes(platform)),
    );
    return {
      pins: new Map(input.definition.platforms.map((platform) => [platform, pinsOf(stopped, platform)])),
      keep: stopped.length === 0 ? NO_OLDER : await look.older(),
      evidence: lockedPins(stopped),
      guards: [...look.seen.values()].flatMap(({ guard }) => (guard.version > 0 ? [guard] : [])),
      stops: await this.records.stops(input, stopped, look.now),
      settled: this.records.settled(input, { stopped, seen: [...look.seen.keys()], rows }),
    };
  }

  /** Tells of updates, in the transaction of what came of the lock. */
  async record(updates: readonly RecordedUpdate[], context: (part: string) => CommandContext, tx: Tx): Promise<void> {
    for (const { stream, command } of updates) {
      const target = { stream, decider: hold, tx };
      await handle(this.store, target, command, context(`${command.type} ${stream}`));
    }
  }

  /** The lock whose packages are held back; undefined where the definition itself asks for others. */
  private async before({ head, definition }: LineInput): Promise<LockDocument | undefined> {
    if (head.lock === undefined) return undefined;
    const before = await this.documents.read<LockDocument>(head.lock);
    const { distribution } = await this.documents.read<ImageDefinition>(before.definition);
    return distribution.release === definition.distribution.release ? before : undefined;
  }

  /** Holding one update back may show others, of what would have gone with it. */
  private async stopped(look: Look, before: readonly LockedPlatform[]): Promise<readonly StoppedUpdate[]> {
    const stopped: StoppedUpdate[] = [];
    for (;;) {
      const platforms: PlatformPackages[] = [];
      for (const { platform, packages: has } of before) {
        const could = await this.resolve(look, platform, stopped);
        // Whoever locks meets the same refusal, and records it.
        if (could === undefined) return stopped;
        platforms.push({ platform, has, could });
      }
      const more: StoppedUpdate[] = [];
      for (const update of updatesOf(platforms, this.snapshots.ecosystem.plugin.versions)) {
        const found = await this.judged(look, update, platforms);
        if (found !== undefined) more.push(found);
      }
      refuseIgnored(more, stopped);
      if (more.length === 0) return stopped;
      stopped.push(...more);
    }
  }

  private async resolve(
    { definition, snapshots, older }: Look,
    platform: string,
    stopped: readonly StoppedUpdate[],
  ): Promise<readonly Dependency[] | undefined> {
    const pins = pinsOf(stopped, platform);
    const held = { pins, keep: pins.length === 0 ? NO_OLDER : await older() };
    try {
      return (await this.closure.resolve(definition.packages, platform, snapshots, held)).dependencies;
    } catch (error) {
      if (error instanceof PluginError && error.code === 'unsatisfiable') return undefined;
      throw error;
    }
  }

  private async judged(
    look: Look,
    update: SourceUpdate,
    platforms: readonly PlatformPackages[],
  ): Promise<StoppedUpdate | undefined> {
    const { plugin } = this.snapshots.ecosystem;
    const { name: source, from, to, step, packages } = update;
    const name = { ...look.line, purl: plugin.naming.describe({ name: source }), name: source };
    const standing = look.seen.get(name.purl) ?? (await this.standing.of(look.line, name.purl));
    look.seen.set(name.purl, standing);
    const { state } = standing;
    const seen = state.seen?.version === to ? state.seen.first : firstSeen(look, update);
    const urgent = packages.some(({ after }) => bringsSecurityFixes(after.from));
    const names = [...new Set([source, ...packages.map((one) => one.name)])];
    const bytes = { from: total(packages.map(({ before }) => before)), to: total(packages.map(({ after }) => after)) };
    const candidate = { bytes, names, from, to, step, urgent, since: seen.date, now: look.now };
    const judgement = judgeUpdate(candidate, state, look.definition.policy.updates, plugin.versions);
    if (judgement.kind === 'pass') return undefined;
    return { update, name, judgement, seen, has: new Map(platforms.map((one) => [one.platform, ownOf(update, one)])) };
  }
}

const total = (files: readonly { readonly size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** What a platform has of an update. A package may have been built from another source before. */
const ownOf = ({ name, packages }: SourceUpdate, { platform, has }: PlatformPackages): readonly LockedPackage[] =>
  has.filter(
    (one) =>
      one.source.name === name || packages.some((other) => other.name === one.name && other.platform === platform),
  );

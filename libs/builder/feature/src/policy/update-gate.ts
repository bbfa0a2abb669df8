import { hold, keptSnapshot, updatesOf, type HoldRow } from '@quench/builder-domain';
import { lineDefinition, type ImageDefinition, type LockDocument, type LockResolved } from '@quench/contracts';
import { Clock, Documents, EventStore, handle, type CommandContext, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { addedTo } from '../lock/base.js';
import { CheckedSnapshots, NO_OLDER } from '../lock/checked-snapshots.js';
import type { LineInput } from '../lock/resolve-line.js';
import {
  lockedPins,
  OPEN_GATE,
  pinsOf,
  type Gate,
  type PackageGate,
  type RecordedUpdate,
  type UpdateRecords,
} from './gate.js';
import type { UpdateLook } from './judged-updates.js';
import { PlacedGate } from './placed-gate.js';
import { isPlaced } from './placed-records.js';
import { RecordUpdates } from './record-updates.js';
import { StandingUpdates } from './standing-updates.js';
import { StoppedUpdates, type FoundUpdates } from './stopped-updates.js';

/** Holds a line's updates against the catalog's rules and what people decided. */
@Injectable()
export class UpdateGate {
  constructor(
    private readonly store: EventStore,
    private readonly documents: Documents,
    private readonly clock: Clock,
    private readonly snapshots: CheckedSnapshots,
    private readonly standing: StandingUpdates,
    private readonly records: RecordUpdates,
    private readonly stopped: StoppedUpdates,
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
    const look: UpdateLook = {
      ...input,
      older: () => this.snapshots.older(kept),
      now: this.clock.now(),
      seen: new Map(),
    };
    const found = await this.stopped.find(
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

  /** What a lock with these pins brings. */
  private ends({ platforms, stopped }: FoundUpdates) {
    const { versions } = this.snapshots.ecosystem.plugin;
    return { stopped, updates: updatesOf(platforms, versions), packages: platforms.flatMap(({ could }) => could) };
  }
}

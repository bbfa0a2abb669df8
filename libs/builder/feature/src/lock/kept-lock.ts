import {
  closedLine,
  definition as definitionDecider,
  expandChannels,
  lock,
  waivedTests,
  type ClosedLine,
  type DefinitionState,
} from '@quench/builder-domain';
import {
  definitionStream,
  isSameLine,
  lineKey,
  lineParts,
  lockStream,
  type DefinitionEvent,
  type ImageLine,
  type LineDefinition,
  type LockDocument,
  type LockEvent,
  type LockedPlatform,
} from '@quench/contracts';
import { fold, Rejection, type Wanted } from '@quench/kernel';
import { EventStore, handle, type CommandContext, type Stream, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots } from './checked-snapshots.js';
import { PlacedReleases } from './placed-releases.js';

/** A line that is not locked as its definition asks. */
export interface KeptLine {
  readonly line: ImageLine;
  readonly definition: LineDefinition;
  /** Digest of the definition. */
  readonly from: string;
  /** The lock that it keeps; undefined where it has none. */
  readonly before: LockDocument | undefined;
}

/** The transaction in which something is told. */
export interface Telling {
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** What was accepted of the image, as it is in the transaction. */
  readonly accepted: Stream<DefinitionEvent>;
  readonly context: (part: string) => CommandContext;
  readonly tx: Tx;
}

/** What a definition changes of a line that keeps its lock. */
@Injectable()
export class KeptLock {
  constructor(
    private readonly store: EventStore,
    private readonly snapshots: CheckedSnapshots,
    private readonly placed: PlacedReleases,
  ) {}

  /**
   * Why a line gets no new lock by its definition; undefined where it gets one. Where its version stream has ended, tells what
   * the definition changes of what it was locked to.
   */
  async closed(kept: KeptLine, telling: Telling): Promise<string | undefined> {
    const state = fold(definitionDecider, telling.accepted.events);
    const closed = closedLine(state, kept.line, { from: kept.from, at: telling.at });
    if (closed?.code === 'stream-ended') {
      await this.letGo(kept, telling);
      // After the channels, as after a lock: whoever reads that a definition has its plan knows by then what follows the line.
      await this.keepPlan(kept, state, telling);
    }
    return closed && closedText(closed);
  }

  /**
   * Lets go of the channels that the definition gives to another line, once that is locked to have them: before, nobody would
   * hand them out.
   */
  async letGo({ line, definition, before }: KeptLine, telling: Telling): Promise<void> {
    const { accepted, context, tx } = telling;
    const channels = before && this.channels(definition, before);
    if (channels === undefined) return;
    const taken = (await this.others(line, telling)).flatMap((other) => other.channels);
    const guards = [{ stream: definitionStream(line.image), version: accepted.version }];
    const target = { stream: lockStream(line), decider: lock, guards, tx };
    await handle(this.store, target, { type: 'LetGo', line, channels, taken }, context('let-go'));
  }

  /** Asks for the other lines that have any of the channels which a line is locked to have now: they may be to let go of them. */
  async holders(line: ImageLine, gained: readonly string[], telling: Telling): Promise<readonly Wanted[]> {
    if (gained.length === 0) return [];
    const others = await this.others(line, telling);
    return others
      .filter(({ channels }) => channels.some((tag) => gained.includes(tag)))
      .map(({ key }) => ({ kind: 'lock', key, fairKey: line.image }));
  }

  /** The channels that each other line of the image is locked to have. */
  private async others({ image, ...own }: ImageLine, { accepted, tx }: Telling) {
    const { lines } = fold(definitionDecider, accepted.events);
    const found: { readonly key: string; readonly channels: readonly string[] }[] = [];
    for (const { versionStream, variant } of lines.filter((one) => !isSameLine(one, own))) {
      const line = { image, versionStream, variant };
      const { events } = await this.store.read<LockEvent>(lockStream(line), { tx });
      found.push({ key: lineKey(line), channels: fold(lock, events).channels });
    }
    return found;
  }

  /** Nobody judges by a plan of another definition, and none is made for packages that are not looked at any more. */
  private async keepPlan(
    { line, definition, from }: KeptLine,
    { plans }: DefinitionState,
    { accepted, context, tx }: Telling,
  ): Promise<void> {
    const last = plans.get(lineKey(line));
    if (last === undefined) return;
    const { plan, tests } = last;
    const asked = { image: line.image, plan, tests, waived: waivedTests(definition), definition: from };
    const target = { stream: definitionStream(line.image), decider: definitionDecider, known: accepted, tx };
    await handle(this.store, target, { type: 'LockTestPlan', data: { ...asked, ...lineParts(line) } }, context('plan'));
  }

  /** What the definition names for a lock; undefined where it names a version of what is not in it, which may be any. */
  private channels({ channels, places }: LineDefinition, { platforms }: LockDocument): readonly string[] | undefined {
    try {
      return platforms.flatMap((platform) => expandChannels(channels, this.parts(places, platform)));
    } catch (error) {
      if (error instanceof Rejection) return undefined;
      throw error;
    }
  }

  private parts(places: LineDefinition['places'], { packages, releases }: LockedPlatform) {
    const placed = this.placed.parts(places ?? [], releases ?? []);
    const { versions } = this.snapshots.ecosystem.plugin;
    return (name: string): readonly number[] | undefined => {
      const found = packages.find((one) => one.name === name);
      return placed.get(name) ?? (found && versions.parts(found.version));
    };
  }
}

/** As work says why there was nothing to do. */
export const closedText = ({ code, detail }: ClosedLine): string => `${code}: ${detail}`;

import { definition, hasEnded, keptSnapshot, lock, type LockState } from '@quench/builder-domain';
import {
  definitionStream,
  lineKey,
  lineName,
  lockStream,
  type DefinitionEvent,
  type ImageLine,
  type LineDefinition,
  type LockDocument,
  type LockEvent,
  type Recipe,
} from '@quench/contracts';
import { fold, Rejection } from '@quench/kernel';
import { Clock, Documents, EventStore, type Guard, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import type { Base, BasePlatform } from './base.js';
import { CheckedSnapshots } from './checked-snapshots.js';

/** The head locks of lines that others are derived from. */
@Injectable()
export class ParentLocks {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly snapshots: CheckedSnapshots,
  ) {}

  /** Where the parent of a line stands; undefined where it is derived from none. */
  async head({ from }: LineDefinition): Promise<LockState | undefined> {
    if (from === undefined) return undefined;
    const { events } = await this.store.read<LockEvent>(lockStream(from));
    return fold(lock, events);
  }

  /**
   * What a line is made on. `later` while its parent is yet to be locked as its definition asks: its lock asks for this one.
   * @throws Rejection `parent-not-locked` where the parent could not be
   */
  async of({ image, from, platforms }: LineDefinition): Promise<Base | undefined | 'later'> {
    if (from === undefined) return undefined;
    const { events } = await this.store.read<LockEvent>(lockStream(from));
    const head = fold(lock, events);
    const found = await this.lockOf(from, head);
    const own = new Map(await Promise.all((found?.platforms ?? []).map((one) => this.platform(one))));
    if (head.lock === undefined || found === undefined || !platforms.every((platform) => own.has(platform))) {
      return laterOrNever(image, from, head);
    }
    const told = events.findLast(({ type }) => type === 'builder.LockResolved.v1');
    const kept = [...found.snapshots, ...(found.kept ?? [])].map(keptSnapshot);
    return {
      parent: { ...from, revision: head.revision, lock: head.lock },
      event: told?.id ?? '',
      platforms: own,
      keep: await this.snapshots.older(kept),
    };
  }

  /** What holds the parent at the lock that a line was made on; undefined where it has another one by now, which asks anew. */
  async guards(base: Base | undefined, tx: Tx): Promise<readonly Guard[] | undefined> {
    if (base === undefined) return [];
    const stream = lockStream(base.parent);
    const { events, version } = await this.store.read<LockEvent>(stream, { tx });
    return fold(lock, events).lock === base.parent.lock ? [{ stream, version }] : undefined;
  }

  /** The head lock of a line, where it is what its definition asks for. */
  private async lockOf(line: ImageLine, { lock: head }: LockState): Promise<LockDocument | undefined> {
    if (head === undefined) return undefined;
    const document = await this.documents.read<LockDocument>(head);
    return (await this.isAsAsked(line, document.definition)) ? document : undefined;
  }

  /** Whether a line was looked at as its definition is now: that has a plan of tests, which is told with the lock, or ended. */
  private async isAsAsked(line: ImageLine, from: string): Promise<boolean> {
    const { events } = await this.store.read<DefinitionEvent>(definitionStream(line.image));
    const state = fold(definition, events);
    const { definition: asked, plans } = state;
    const looked = [from, plans.get(lineKey(line))?.definition];
    return asked === undefined || looked.includes(asked) || hasEnded(state, line, this.clock.now());
  }

  private async platform({
    platform,
    recipe,
    packages,
    releases = [],
  }: LockDocument['platforms'][number]): Promise<readonly [string, BasePlatform]> {
    return [platform, { recipe: await this.documents.read<Recipe>(recipe), packages, releases }];
  }
}

/** @throws Rejection `parent-not-locked` */
function laterOrNever(image: string, parent: ImageLine, { failure }: LockState): 'later' {
  if (failure === undefined) return 'later';
  const why = `${failure.code}: ${failure.detail}`;
  throw new Rejection(
    'parent-not-locked',
    `${image} is derived from ${lineName(parent)}, which could not be locked: ${why}`,
  );
}

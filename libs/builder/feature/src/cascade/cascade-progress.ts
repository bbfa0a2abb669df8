import {
  build,
  cascadeLineKey,
  cascadeLines,
  headLocks,
  isUnanswered,
  type CascadeLineRow,
  type CascadeRow,
  type HeadLockRow,
} from '@quench/builder-domain';
import { buildStream, lineOf, type BuildEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, ReadModels, WorkQueue, type WorkState } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/**
 * How far a line of a cascade has come. `later`: its wave has not begun. `left`: its lock, a build or its image waits for others,
 * since whoever claimed it cannot do it. `retired`: it left the catalog before it was built.
 */
export type CascadeLineState =
  | 'later'
  | 'waiting'
  | 'held'
  | 'left'
  | 'running'
  | 'dropped'
  | 'retired'
  | 'failed'
  | 'unchanged'
  | 'building'
  | 'built';

export interface CascadeLine {
  /** The key of the line. */
  readonly line: string;
  readonly state: CascadeLineState;
  /** That it got because of the cascade; 0 for none. */
  readonly revision: number;
}

/** Work that nobody goes on with until somebody asks again. */
const GIVEN_UP: ReadonlySet<WorkState | 'left'> = new Set(['dead', 'dropped']);

/** Tells how far the lines of a cascade have come, as far as rows and queue know. */
@Injectable()
export class CascadeProgress {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly lines: AcceptedLines,
  ) {}

  /** Whether some of its lines are yet to be looked at, other than those whose lock is left: one question, whatever becomes of them. */
  async waits({ asks }: CascadeRow): Promise<boolean> {
    return (await this.queue.caused('lock', asks)).some(({ state }) => state === 'queued' || state === 'running');
  }

  /** All lines of a cascade, wave by wave. */
  async of(row: CascadeRow): Promise<readonly CascadeLine[]> {
    const lines: CascadeLine[] = [];
    for await (const line of this.each(row)) lines.push(line);
    return lines;
  }

  /** The same, one by one: a line that is being built costs questions of its own, which are asked when it is its turn. */
  async *each({ asks, waves }: CascadeRow): AsyncGenerator<CascadeLine, void, undefined> {
    const begun = asks.flatMap((ask, wave) => (waves[wave] ?? []).map((line) => ({ ask, line })));
    const open = new Map((await this.queue.caused('lock', asks)).map((work) => [work.key, work]));
    const keys = begun.map(({ ask, line }) => cascadeLineKey(ask, line));
    const told = await this.models.getMany<CascadeLineRow>(cascadeLines.name, keys);
    const heads = await this.models.getMany<HeadLockRow>(
      headLocks.name,
      begun.map(({ line }) => line),
    );
    for (const [index, { line }] of begun.entries()) {
      const work = open.get(line);
      const row = told.get(keys[index] ?? '');
      const revision = row?.revision ?? 0;
      const head = heads.get(line);
      if (work !== undefined) yield { line, revision, state: stateOfWork(work) };
      // The same failure as before leaves no event.
      else if (row === undefined)
        yield { line, revision, state: (head?.failure ?? '') === '' ? 'unchanged' : 'failed' };
      else yield { line, revision, state: await this.stateOfLock(row, line, head) };
    }
    for (const line of waves.slice(asks.length).flat()) yield { line, revision: 0, state: 'later' };
  }

  private async stateOfLock(
    { revision }: CascadeLineRow,
    line: string,
    head: HeadLockRow | undefined,
  ): Promise<CascadeLineState> {
    if (revision === 0) return 'failed';
    // A newer lock has another cause, and is seen through by its own cascade.
    if (head !== undefined && (head.revision > revision || head.index !== '')) return 'built';
    if ((await this.lines.get(lineOf(line))) === undefined) return 'retired';
    if (head === undefined || head.revision < revision) return 'building';
    return this.stateOfBuilds(line, head);
  }

  private async stateOfBuilds(line: string, { recipes }: HeadLockRow): Promise<'failed' | 'left' | 'building'> {
    const builds = recipes.map(({ recipe }) => recipe);
    const ofImage = [...(await this.queue.states('image', [line])).values()];
    const ofBuilds = [...(await this.queue.states('build', builds)).values()];
    if (ofBuilds.some((state) => GIVEN_UP.has(state))) return 'failed';
    let isBuilt = true;
    for (const { recipe } of recipes) {
      const { events } = await this.store.read<BuildEvent>(buildStream(recipe));
      const state = fold(build, events);
      if (state.built === undefined && !isUnanswered(state)) return 'failed';
      isBuilt &&= state.built !== undefined;
    }
    // Before, it was given up for an earlier lock, and lives again with the last manifest.
    if (isBuilt && ofImage.some((state) => GIVEN_UP.has(state))) return 'failed';
    const states = [...ofImage, ...ofBuilds];
    const goesOn = states.some((state) => state === 'queued' || state === 'running');
    return states.includes('left') && !goesOn ? 'left' : 'building';
  }
}

function stateOfWork({ state, held }: { readonly state: string; readonly held: boolean }): CascadeLineState {
  if (state === 'queued') return held ? 'held' : 'waiting';
  if (state === 'running' || state === 'left') return state;
  return state === 'dropped' ? 'dropped' : 'failed';
}

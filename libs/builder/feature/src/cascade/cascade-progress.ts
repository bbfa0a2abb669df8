import {
  cascadeLineKey,
  cascadeLines,
  headLocks,
  type CascadeLineRow,
  type CascadeRow,
  type HeadLockRow,
} from '@quench/builder-domain';
import { lineOf } from '@quench/contracts';
import { ReadModels, WorkQueue, type CausedWork } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { LineBuilds, type LineBuildsState } from './line-builds.js';

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

/** So many lines are asked about together. */
export const PAGE_LINES = 100;

/** A line of a wave that has begun, and what asked for it. */
interface Begun {
  readonly ask: string;
  readonly line: string;
}

/** What rows and queue tell of it. */
interface Told {
  readonly line: string;
  readonly work: CausedWork | undefined;
  readonly row: CascadeLineRow | undefined;
  readonly head: HeadLockRow | undefined;
}

/** Tells how far the lines of a cascade have come, as far as rows and queue know. */
@Injectable()
export class CascadeProgress {
  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly lines: AcceptedLines,
    private readonly builds: LineBuilds,
  ) {}

  /** Whether some of its lines are yet to be looked at, other than those whose lock is left, whatever becomes of them. */
  async waits({ asks }: CascadeRow): Promise<boolean> {
    // Nearly always so, and an index answers it, where the list grows with the cascade.
    if (await this.queue.waits('lock', asks)) return true;
    return (await this.queue.caused('lock', asks)).some(({ state }) => state === 'queued' || state === 'running');
  }

  /** All lines of a cascade, wave by wave. */
  async of(row: CascadeRow): Promise<readonly CascadeLine[]> {
    const lines: CascadeLine[] = [];
    for await (const line of this.each(row)) lines.push(line);
    return lines;
  }

  /** The same, a page at a time as they are asked for. */
  async *each(row: CascadeRow): AsyncGenerator<CascadeLine, void, undefined> {
    const begun = begunOf(row);
    const open = await this.open(row);
    for (let at = 0; at < begun.length; at += PAGE_LINES)
      yield* await this.page(begun.slice(at, at + PAGE_LINES), open);
    for (const line of row.waves.slice(row.asks.length).flat()) yield { line, revision: 0, state: 'later' };
  }

  /** One of them; undefined where its wave has not begun. */
  async one(row: CascadeRow, line: string): Promise<CascadeLine | undefined> {
    const begun = begunOf(row).filter((one) => one.line === line);
    const [found] = begun.length === 0 ? [] : await this.page(begun, await this.open(row));
    return found;
  }

  private async open({ asks }: CascadeRow): Promise<ReadonlyMap<string, CausedWork>> {
    return new Map((await this.queue.caused('lock', asks)).map((work) => [work.key, work]));
  }

  private async page(begun: readonly Begun[], open: ReadonlyMap<string, CausedWork>): Promise<readonly CascadeLine[]> {
    const keys = begun.map(({ ask, line }) => cascadeLineKey(ask, line));
    const rows = await this.models.getMany<CascadeLineRow>(cascadeLines.name, keys);
    const heads = await this.models.getMany<HeadLockRow>(
      headLocks.name,
      begun.map(({ line }) => line),
    );
    const told = begun.map(({ line }, at) => ({
      line,
      work: open.get(line),
      row: rows.get(keys[at] ?? ''),
      head: heads.get(line),
    }));
    const building = await this.building(told.filter((one) => stateKnown(one) === undefined));
    return told.map((one) => ({
      line: one.line,
      revision: one.row?.revision ?? 0,
      state: stateKnown(one) ?? building.get(one.line) ?? 'building',
    }));
  }

  /** Of those of lines with a new lock whose image is not recorded yet. */
  private async building(told: readonly Told[]): Promise<ReadonlyMap<string, LineBuildsState | 'retired'>> {
    if (told.length === 0) return new Map();
    const found = new Map<string, LineBuildsState | 'retired'>();
    const accepted = await this.lines.ofAll(told.map(({ line }) => lineOf(line)));
    const locked = new Map<string, HeadLockRow>();
    for (const [at, { line, row, head }] of told.entries()) {
      if (accepted[at] === undefined) found.set(line, 'retired');
      else if (head === undefined || row === undefined || head.revision < row.revision) found.set(line, 'building');
      else locked.set(line, head);
    }
    for (const [line, state] of await this.builds.states(locked)) found.set(line, state);
    return found;
  }
}

const begunOf = ({ asks, waves }: CascadeRow): readonly Begun[] =>
  asks.flatMap((ask, wave) => (waves[wave] ?? []).map((line) => ({ ask, line })));

/** Undefined where its builds tell. */
function stateKnown({ work, row, head }: Told): CascadeLineState | undefined {
  if (work !== undefined) return stateOfWork(work);
  // The same failure as before leaves no event.
  if (row === undefined) return (head?.failure ?? '') === '' ? 'unchanged' : 'failed';
  if (row.revision === 0) return 'failed';
  // A newer lock has another cause, and is seen through by its own cascade.
  const isBuilt = head !== undefined && (head.revision > row.revision || head.index !== '');
  return isBuilt ? 'built' : undefined;
}

function stateOfWork({ state, held }: CausedWork): CascadeLineState {
  if (state === 'queued') return held ? 'held' : 'waiting';
  if (state === 'running' || state === 'left') return state;
  return state === 'dropped' ? 'dropped' : 'failed';
}

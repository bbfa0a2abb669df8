import {
  beginBesideLeft,
  besideLeftKey,
  CASCADE_GATHER_MS,
  CASCADE_LOOK_MS,
  cascades,
  watchCascades,
  type CascadeCommand,
  type CascadeRow,
} from '@quench/builder-domain';
import { lineOf, lockStream, type LockEvent } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import {
  Clock,
  EventStore,
  ReadModels,
  workContext,
  WorkQueue,
  type Claim,
  type Completion,
  type Moot,
  type Worker,
} from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { BeginWave } from './begin-wave.js';
import { CascadeProgress, type CascadeLine, type CascadeLineState } from './cascade-progress.js';

const OPEN: ReadonlySet<CascadeLineState> = new Set(['waiting', 'held', 'running', 'building']);
const FAILED: ReadonlySet<CascadeLineState> = new Set(['failed', 'dropped']);

/** What a cascade comes to now, or what it asks for to come to it. */
interface Look {
  readonly command?: CascadeCommand;
  readonly wanted?: Wanted;
}

/**
 * Begins the next wave of each running cascade, or ends it. What is still under way asks again when it ends; what is left to
 * others tells nothing, so that cascades that go on are looked at now and then besides.
 */
@Injectable()
export class CascadeWorker implements Worker {
  readonly kind = 'cascade';
  readonly concurrency = 1;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;
  readonly gatherMs = CASCADE_GATHER_MS;
  /** By cascade a line that was open when it was last looked at: while it still is, the others need no look. */
  private readonly open = new Map<string, string>();

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly progress: CascadeProgress,
    private readonly waves: BeginWave,
    private readonly queue: WorkQueue,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const looks: Look[] = [];
    const running = new Set<string>();
    for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase: 'running' })) {
      running.add(row.cascade);
      looks.push(await this.look(row, claim));
    }
    for (const name of this.open.keys()) if (!running.has(name)) this.open.delete(name);
    const at = this.clock.now();
    const wanted = looks.flatMap((look) => look.wanted ?? []);
    const goesOn = looks.some(({ command }) => command?.type !== 'Finish');
    return async (tx) => {
      for (const command of looks.flatMap((look) => look.command ?? [])) {
        const name = 'data' in command ? command.data.cascade : command.cascade;
        const context = workContext({ service: 'builder', claim, at, part: name });
        await this.waves.decide(name, command, context, tx);
      }
      const next = goesOn ? [...wanted, watchCascades(at, CASCADE_LOOK_MS)] : wanted;
      await this.queue.enqueue(next, { causes: [], correlationId: claim.correlationId }, tx);
    };
  }

  private async look(row: CascadeRow, claim: Claim): Promise<Look> {
    if (await this.progress.waits(row)) return {};
    const lines = await this.ofAll(row);
    if (lines === undefined) return {};
    const { cascade: name, asks, waves, urgent } = row;
    const wave = asks.length + 1;
    const nextLines = waves[asks.length];
    if (lines.some(({ state }) => state === 'left')) {
      // It ends when others have taken these, who may not come for long: the waves after do not wait for that.
      if (nextLines === undefined) return {};
      if (claim.key !== besideLeftKey(name, wave)) return { wanted: beginBesideLeft(name, wave, this.clock.now()) };
    }
    if (!(await this.areUnchanged(lines, row))) return {};
    if (nextLines !== undefined) {
      return { command: { type: 'Advance', data: { cascade: name, wave, urgent, lines: nextLines } } };
    }
    return { command: this.finish(row, lines) };
  }

  /** Undefined while one of them is open. */
  private async ofAll(row: CascadeRow): Promise<readonly CascadeLine[] | undefined> {
    const { cascade } = row;
    const known = this.open.get(cascade);
    const last = known === undefined ? undefined : await this.progress.one(row, known);
    if (last !== undefined && OPEN.has(last.state)) return undefined;
    this.open.delete(cascade);
    const lines: CascadeLine[] = [];
    for await (const line of this.progress.each(row)) {
      if (OPEN.has(line.state)) {
        this.open.set(cascade, line.line);
        return undefined;
      }
      lines.push(line);
    }
    return lines;
  }

  private finish({ cascade: name, plannedAt }: CascadeRow, lines: readonly CascadeLine[]): CascadeCommand {
    const failed = lines.filter(({ state }) => FAILED.has(state)).map(({ line }) => line);
    const changed = lines.filter(({ state }) => state === 'built').length;
    const unchanged = lines.length - changed - failed.length;
    const wallMs = Math.max(0, Date.parse(this.clock.now()) - Date.parse(plannedAt));
    return { type: 'Finish', data: { cascade: name, changed, unchanged, failed, wallMs } };
  }

  /** Rows may be behind a lock that has just been made or failed: its event asks again. */
  private async areUnchanged(lines: readonly CascadeLine[], { asks }: CascadeRow): Promise<boolean> {
    for (const { line, state } of lines) {
      if (state !== 'unchanged') continue;
      const { events } = await this.store.read<LockEvent>(lockStream(lineOf(line)));
      const changed = events.some(({ type, causes }) => CHANGES.has(type) && causes.some((one) => asks.includes(one)));
      if (changed) return false;
    }
    return true;
  }
}

const CHANGES: ReadonlySet<string> = new Set(['builder.LockResolved.v1', 'builder.ResolutionFailed.v1']);

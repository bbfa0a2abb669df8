import { CASCADE_GATHER_MS, cascades, type CascadeCommand, type CascadeRow } from '@quench/builder-domain';
import { lineOf, lockStream, type LockEvent } from '@quench/contracts';
import {
  Clock,
  EventStore,
  ReadModels,
  workContext,
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

/** Begins the next wave of each running cascade, or ends it. What is still under way asks again when it ends. */
@Injectable()
export class CascadeWorker implements Worker {
  readonly kind = 'cascade';
  readonly concurrency = 1;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;
  readonly gatherMs = CASCADE_GATHER_MS;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly progress: CascadeProgress,
    private readonly waves: BeginWave,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const next: CascadeCommand[] = [];
    for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase: 'running' })) {
      next.push(...(await this.next(row)));
    }
    const at = this.clock.now();
    return async (tx) => {
      for (const command of next) {
        const name = 'data' in command ? command.data.cascade : command.cascade;
        const context = workContext({ service: 'builder', claim, at, part: name });
        await this.waves.decide(name, command, context, tx);
      }
    };
  }

  private async next(row: CascadeRow): Promise<readonly CascadeCommand[]> {
    if (await this.progress.waits(row)) return [];
    const lines: CascadeLine[] = [];
    for await (const line of this.progress.each(row)) {
      if (OPEN.has(line.state)) return [];
      lines.push(line);
    }
    const { cascade: name, asks, waves, urgent } = row;
    const wave = asks.length + 1;
    const nextLines = waves[asks.length];
    // It ends when others have taken these, who may not come for long: the waves after do not wait for that.
    if (nextLines === undefined && lines.some(({ state }) => state === 'left')) return [];
    if (!(await this.areUnchanged(lines, row))) return [];
    if (nextLines !== undefined) return [{ type: 'Advance', data: { cascade: name, wave, urgent, lines: nextLines } }];
    const failed = lines.filter(({ state }) => FAILED.has(state)).map(({ line }) => line);
    const changed = lines.filter(({ state }) => state === 'built').length;
    const unchanged = lines.length - changed - failed.length;
    const wallMs = Math.max(0, Date.parse(this.clock.now()) - Date.parse(row.plannedAt));
    return [{ type: 'Finish', data: { cascade: name, changed, unchanged, failed, wallMs } }];
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

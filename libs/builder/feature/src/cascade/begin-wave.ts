import { cascade, locksOfWave, type CascadeCommand, type WaveBegun } from '@quench/builder-domain';
import { cascadeStream, type CascadeEvent } from '@quench/contracts';
import type { Appended } from '@quench/kernel';
import { causeOf, EventStore, handle, WorkQueue, type CommandContext, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** Decides on a cascade; where a wave begins, its lines are asked for in the same transaction. */
@Injectable()
export class BeginWave {
  constructor(
    private readonly store: EventStore,
    private readonly queue: WorkQueue,
  ) {}

  async decide(name: string, command: CascadeCommand, context: CommandContext, tx: Tx): Promise<void> {
    const target = { stream: cascadeStream(name), decider: cascade, tx };
    for (const event of (await handle(this.store, target, command, context)).filter(isWave)) {
      await this.queue.enqueue(locksOfWave(event), causeOf(event), tx);
    }
  }
}

/** Whether the event asks for lines. */
export const isWave = (event: Appended<CascadeEvent>): event is Appended<WaveBegun> =>
  event.type === 'builder.CascadePlanned.v1' || event.type === 'builder.CascadeAdvanced.v1';

import { commandId } from '@quench/kernel';
import { Clock, ReadModels, Runner, WorkQueue, type Resync } from '@quench/ports';
import { isDue, testedImages, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { Standing } from './standing.js';

/** Asks for verdicts of newest images that have none for their plan and policy, or one that could say more now. */
@Injectable()
export class VerdictResync implements Resync {
  readonly name = 'tester-verdicts';
  readonly everyMs = 300_000;

  constructor(
    private readonly standing: Standing,
    private readonly runner: Runner,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const host = await this.runner.capability();
    const wanted: { kind: string; key: string; fairKey: string }[] = [];
    for await (const { key, row } of this.models.each<TestedImageRow>(testedImages.name)) {
      if (isDue(row) && !(await this.standing.holds(row, host)))
        wanted.push({ kind: 'verdict', key, fairKey: row.image });
    }
    const correlationId = commandId('resync', this.name, this.clock.now());
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }
}

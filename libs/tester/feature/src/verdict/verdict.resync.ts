import { verdictStream, type VerdictEvent } from '@quench/contracts';
import { commandId, fold } from '@quench/kernel';
import { Clock, EventStore, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { testedImages, verdict, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { isComplete } from './complete.js';

const MAX_IMAGES = 100_000;

/** Asks for verdicts of newest images that have none for their plan and policy. */
@Injectable()
export class VerdictResync implements Resync {
  readonly name = 'tester-verdicts';
  readonly everyMs = 300_000;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const rows = await this.models.list<TestedImageRow>(testedImages.name, { limit: MAX_IMAGES });
    const wanted: { kind: string; key: string; fairKey: string }[] = [];
    for (const { key, row } of rows) {
      if (isComplete(row) && !(await this.isJudged(row))) wanted.push({ kind: 'verdict', key, fairKey: key });
    }
    const correlationId = commandId('resync', this.name, this.clock.now());
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }

  private async isJudged({ image, index, plan, policy }: TestedImageRow): Promise<boolean> {
    const { last } = fold(verdict, (await this.store.read<VerdictEvent>(verdictStream(image, index))).events);
    return last !== undefined && last.plan === plan && last.policy === policy;
  }
}

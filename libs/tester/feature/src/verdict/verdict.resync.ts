import { lineKey } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { Clock, enqueueMissing, ReadModels, Runner, WorkQueue, type Resync } from '@quench/ports';
import { isDue, testedImages, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { Standing } from './standing.js';

/** So many verdicts are read together. */
const TOGETHER = 100;

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
    const wanted: Wanted[] = [];
    const look = async (rows: readonly TestedImageRow[]): Promise<void> => {
      const lacking = await this.standing.lacking(rows, host);
      wanted.push(...lacking.map((row) => ({ kind: 'verdict', key: lineKey(row), fairKey: row.image })));
    };
    let group: TestedImageRow[] = [];
    for await (const { row } of this.models.each<TestedImageRow>(testedImages.name)) {
      if (!isDue(row)) continue;
      group.push(row);
      if (group.length < TOGETHER) continue;
      await look(group);
      group = [];
    }
    await look(group);
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }
}

import { holds, type HoldRow } from '@quench/builder-domain';
import { lineOf } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { Clock, enqueueMissing, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/** Asks for locks of lines of which an update has waited long enough. */
@Injectable()
export class DelaysResync implements Resync {
  readonly name = 'builder-delays';
  readonly everyMs = 300_000;

  constructor(
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const at = this.clock.now();
    const wanted = new Map<string, Wanted>();
    for await (const { row } of this.models.each<HoldRow>(holds.name, { phase: 'delayed' })) {
      const { line, image, until } = row;
      if (Date.parse(until) > Date.parse(at)) continue;
      const accepted = await this.lines.get(lineOf(line));
      if (accepted?.ended === false) wanted.set(line, { kind: 'lock', key: line, fairKey: image });
    }
    await enqueueMissing(this.queue, [...wanted.values()], { resync: this, at });
  }
}

import { isOver } from '@quench/builder-domain';
import type { Wanted } from '@quench/kernel';
import { Clock, enqueueMissing, WorkQueue, type Resync } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { END, streamKey } from './end-stream.worker.js';

/** Asks for the ends of version streams whose last day is over. */
@Injectable()
export class StreamEndsResync implements Resync {
  readonly name = 'builder-stream-ends';
  readonly everyMs = 300_000;

  constructor(
    private readonly lines: AcceptedLines,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const at = this.clock.now();
    const wanted = new Map<string, Wanted>();
    for await (const line of this.lines.each()) {
      const key = streamKey(line);
      if (!line.ended && isOver(line.endOfLife, at)) wanted.set(key, { kind: END, key, fairKey: line.image });
    }
    await enqueueMissing(this.queue, [...wanted.values()], { resync: this, at });
  }
}

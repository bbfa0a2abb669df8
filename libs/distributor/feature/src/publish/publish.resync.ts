import { Injectable } from '@nestjs/common';
import { abandoned, areFollowing, complete, publish } from '@quench/distributor-domain';
import { Clock, enqueueMissing, WorkQueue, type Resync } from '@quench/ports';
import { ImageLines, type KnownLine } from './image-lines.js';

/** Asks for every approved head that is not in its channels, and for channels of lines that are gone. */
@Injectable()
export class PublishResync implements Resync {
  readonly name = 'distributor-heads';
  readonly everyMs = 300_000;

  constructor(
    private readonly queue: WorkQueue,
    private readonly lines: ImageLines,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const wanted = [];
    for await (const line of this.lines.each()) if (isBehind(line)) wanted.push(publish(line.head));
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }
}

function isBehind({ head, records, all }: KnownLine): boolean {
  const found = complete(records);
  if ('records' in found) return !areFollowing(found.records, all);
  return found.missing.code === 'definition-retired' && abandoned(head, all).some(({ frozen }) => !frozen);
}

import { Injectable } from '@nestjs/common';
import {
  abandoned,
  areFollowing,
  complete,
  publish,
  published,
  publishedKey,
  type CompleteRecords,
} from '@quench/distributor-domain';
import { Clock, enqueueMissing, PAGE_ROWS, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { ImageLines, type KnownLine } from './image-lines.js';

/** Asks for every approved head that is not in its channels or was never signed, and for channels of lines that are gone. */
@Injectable()
export class PublishResync implements Resync {
  readonly name = 'distributor-heads';
  readonly everyMs = 300_000;

  constructor(
    private readonly queue: WorkQueue,
    private readonly lines: ImageLines,
    private readonly models: ReadModels,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const wanted = [];
    const following: CompleteRecords[] = [];
    for await (const line of this.lines.each()) {
      const found = complete(line.records);
      if (isBehind(line, found)) wanted.push(publish(line.head));
      else if ('records' in found) following.push(found.records);
    }
    wanted.push(...(await this.unsigned(following)).map(({ head }) => publish(head)));
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }

  /** A line without channels of its own, or with frozen ones, follows them whatever its image is. */
  private async unsigned(following: readonly CompleteRecords[]): Promise<readonly CompleteRecords[]> {
    const missing: CompleteRecords[] = [];
    for (let at = 0; at < following.length; at += PAGE_ROWS) {
      const some = following.slice(at, at + PAGE_ROWS);
      const there = await this.models.getMany(published.name, some.map(keyOf));
      missing.push(...some.filter((one) => !there.has(keyOf(one))));
    }
    return missing;
  }
}

const keyOf = ({ built }: CompleteRecords): string => publishedKey(built.image, built.index);

function isBehind({ head, all }: KnownLine, found: ReturnType<typeof complete>): boolean {
  if ('records' in found) return !areFollowing(found.records, all);
  return found.missing.code === 'definition-retired' && abandoned(head, all).some(({ frozen }) => !frozen);
}

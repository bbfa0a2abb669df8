import { Injectable } from '@nestjs/common';
import { lineKey, lineOf, type ImageLine } from '@quench/contracts';
import {
  areFollowing,
  complete,
  hasOthers,
  prodObstacle,
  PUBLISH,
  publish,
  successors,
  type ImageChannels,
  type Obstacle,
} from '@quench/distributor-domain';
import type { Wanted } from '@quench/kernel';
import {
  NOTHING,
  WorkQueue,
  type Claim,
  type Completion,
  type LeftToOthers,
  type Moot,
  type Worker,
} from '@quench/ports';
import { ImageLines, inUse, type KnownLines } from './image-lines.js';
import { Judge } from './judge.js';
import { KeptSeal } from './kept-seal.js';
import { Publication } from './publication.js';

/** What a piece of work knows of the image. */
interface Known {
  readonly known: KnownLines;
  readonly claim: Claim;
}

/** Brings the channels of a line to the image of its head lock, once that is proven, signed and attested. */
@Injectable()
export class PublishWorker implements Worker {
  readonly kind = PUBLISH;
  /** Each waits for disks and the database most of the time. */
  readonly concurrency = 4;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly judge: Judge,
    private readonly sealing: KeptSeal,
    private readonly publication: Publication,
    private readonly lines: ImageLines,
    private readonly queue: WorkQueue,
  ) {}

  async notDue(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const lines = keys.map(lineOf);
    const known = await this.lines.of(lines.map(({ image }) => image));
    const records = await this.lines.records(lines, known);
    const inVain = lines.filter((line, at) => {
      const found = complete(records[at] ?? {});
      return 'missing' in found && !mayHandOver(found.missing, line, known);
    });
    return new Set(inVain.map(lineKey));
  }

  async work(claim: Claim): Promise<Completion | Moot | LeftToOthers> {
    const line = lineOf(claim.key);
    await this.sealing.settleEarlier(claim);
    const known = await this.lines.of([line.image]);
    const [own = {}] = await this.lines.records([line], known);
    const found = complete(own);
    if ('missing' in found) return this.without(found.missing, line, { known, claim });
    const { records } = found;
    const all = await this.lines.channelsOf(line.image, known);
    const handOver = await this.handOver(line, all, { known, claim });
    if (areFollowing(records, all) && (await this.sealing.isWhole(records))) return handOver ?? NOTHING;
    const contexts = this.publication.contexts(claim);
    const judged = await this.judge.judge(records);
    if ('leftToOthers' in judged) return judged;
    if ('obstacle' in judged) return this.publication.refuse(records, judged.obstacle, contexts);
    const barred = prodObstacle(records.head, all);
    if (barred !== undefined) return this.publication.refuse(records, barred, contexts);
    const sealing = await this.sealing.seal(claim, records, judged);
    const published = this.publication.publish(records, sealing, { all, contexts });
    return async (tx) => {
      await this.judge.confirm(records, tx);
      await published(tx);
      await handOver?.(tx);
    };
  }

  /** Nothing is published of a line that lacks something; its channels may have to go all the same. */
  private async without({ code, detail }: Obstacle, line: ImageLine, of: Known): Promise<Completion | Moot> {
    const moot = `${code}: ${detail}`;
    if (!mayHandOver({ code, detail }, line, of.known)) return { moot };
    const all = await this.lines.channelsOf(line.image, of.known);
    const handOver = await this.handOver(line, all, of);
    const retire = isRetired(code)
      ? this.publication.retire(line, all, this.publication.contexts(of.claim))
      : undefined;
    if (retire === undefined && handOver === undefined) return { moot };
    return async (tx) => {
      await retire?.(tx);
      await handOver?.(tx);
      return moot;
    };
  }

  /** Asks for the lines that channels of this one are to follow from now on; what is not approved yet will ask itself. */
  private async handOver(
    line: ImageLine,
    all: ImageChannels,
    { known, claim }: Known,
  ): Promise<Completion | undefined> {
    const next = successors(line, all);
    const records = await this.lines.records(next, known);
    const wanted: readonly Wanted[] = next.flatMap((one, at) =>
      'records' in complete(records[at] ?? {}) ? [publish(one)] : [],
    );
    return wanted.length === 0 ? undefined : (tx) => this.queue.enqueue(wanted, claim, tx);
  }
}

const isRetired = (code: string): boolean => code === 'definition-retired';

/** Whether channels of a line that lacks something may have to go to another one, or to end. */
const mayHandOver = ({ code }: Obstacle, line: ImageLine, known: KnownLines): boolean =>
  isRetired(code) || hasOthers(line, inUse(known));

import { archiveKey } from '@quench/builder-domain';
import { lineKey } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { WorkQueue, type Claim, type Completion, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/** Asks for new locks of all lines that read an archive. */
@Injectable()
export class SpreadWorker implements Worker {
  readonly kind = 'spread';
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly lines: AcceptedLines,
    private readonly queue: WorkQueue,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const wanted: Wanted[] = [];
    for await (const line of this.lines.each()) {
      const reads = line.definition.archives.some((archive) => archiveKey(archive) === claim.key);
      if (reads && !line.ended) wanted.push({ kind: 'lock', key: lineKey(line), fairKey: line.image });
    }
    return (tx) => this.queue.enqueue(wanted, claim, tx);
  }
}

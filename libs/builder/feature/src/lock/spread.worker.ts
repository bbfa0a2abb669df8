import { archiveKey, defaultLine, definitions, type DefinitionRow } from '@quench/builder-domain';
import { lineKey } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { ReadModels, WorkQueue, type Claim, type Completion, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** Asks for new locks of all images that read an archive. */
@Injectable()
export class SpreadWorker implements Worker {
  readonly kind = 'spread';
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const wanted: Wanted[] = [];
    for await (const { row } of this.models.each<DefinitionRow>(definitions.name)) {
      if (!row.archives.some((archive) => archiveKey(archive) === claim.key)) continue;
      wanted.push({ kind: 'lock', key: lineKey(defaultLine(row.image)), fairKey: row.image });
    }
    return (tx) => this.queue.enqueue(wanted, claim, tx);
  }
}

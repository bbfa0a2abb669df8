import { defaultLine, definitions, headLocks, type DefinitionRow, type HeadLockRow } from '@quench/builder-domain';
import { lineKey } from '@quench/contracts';
import type { Wanted } from '@quench/kernel';
import { commandId } from '@quench/kernel';
import { Clock, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { Injectable } from '@nestjs/common';

const MAX_DEFINITIONS = 100_000;

/**
 * Asks for locks of definitions without one, and for images of head locks without one. What could not be resolved is tried
 * again: an archive that named a package and did not have it may have it now, without any new snapshot.
 */
@Injectable()
export class BuilderResync implements Resync {
  readonly name = 'builder-heads';
  readonly everyMs = 300_000;

  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const rows = await this.models.list<DefinitionRow>(definitions.name, { limit: MAX_DEFINITIONS });
    const missing = await Promise.all(rows.map(({ row }) => this.missing(row.image)));
    const wanted = missing.flat();
    const correlationId = commandId('resync', this.name, this.clock.now());
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }

  private async missing(image: string): Promise<readonly Wanted[]> {
    const key = lineKey(defaultLine(image));
    const head = await this.models.get<HeadLockRow>(headLocks.name, key);
    const isOpen = head === undefined || head.revision === 0 || head.failure !== '';
    if (isOpen) return [{ kind: 'lock', key, fairKey: image }];
    if (head.index !== '') return [];
    return [
      ...head.recipes.map(({ recipe }) => ({ kind: 'build', key: recipe, fairKey: image })),
      { kind: 'image', key, fairKey: image },
    ];
  }
}

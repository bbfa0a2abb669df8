import { archiveKey, editionOf } from '@quench/builder-domain';
import {
  catalogStream,
  definitionStream,
  lineKey,
  linesIn,
  type ArchiveSource,
  type CatalogEvent,
  type DefinitionEvent,
} from '@quench/contracts';
import { EventStore, type Claim, type Completion, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { PlanCascade } from '../cascade/plan-cascade.js';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/** Suites that bring security fixes end so. */
const SECURITY = '-security';

/** Plans what is to be looked at again for an archive's snapshot or for an edition of the catalog. */
@Injectable()
export class SpreadWorker implements Worker {
  readonly kind = 'spread';
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly lines: AcceptedLines,
    private readonly store: EventStore,
    private readonly cascades: PlanCascade,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const edition = editionOf(claim.key);
    if (edition === undefined) return this.snapshot(claim);
    const cause = { cause: 'definitions', edition, urgent: false } as const;
    return this.cascades.plan(claim, cause, await this.changedBy(edition));
  }

  private async snapshot(claim: Claim): Promise<Completion> {
    const found: string[] = [];
    let source: ArchiveSource | undefined;
    for await (const line of this.lines.each()) {
      const read = line.definition.archives.find((archive) => archiveKey(archive) === claim.key);
      if (read === undefined || line.ended) continue;
      source = read;
      found.push(lineKey(line));
    }
    const urgent = source?.suite.endsWith(SECURITY) ?? false;
    const archive = source === undefined ? {} : { archive: source };
    return this.cascades.plan(claim, { cause: 'snapshot', ...archive, urgent }, found);
  }

  /** From the events themselves: rows may be of an edition before or after. */
  private async changedBy(edition: number): Promise<readonly string[]> {
    const { events } = await this.store.read<CatalogEvent>(catalogStream);
    const applied = events.find(
      (event) => event.type === 'builder.CatalogApplied.v1' && event.data.edition === edition,
    );
    if (applied?.type !== 'builder.CatalogApplied.v1') return [];
    const found: string[] = [];
    for (const { image } of applied.data.definitions) {
      const { events: own } = await this.store.read<DefinitionEvent>(definitionStream(image));
      for (const event of own) {
        if (event.type !== 'builder.DefinitionAccepted.v1' || event.data.edition !== edition) continue;
        found.push(...linesIn(event.data).map(lineKey));
      }
    }
    return found;
  }
}

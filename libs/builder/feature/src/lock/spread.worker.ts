import {
  archiveKey,
  bringsSecurityFixes,
  definitions,
  editionOf,
  withDescendants,
  type DefinitionRow,
  type WaveLine,
} from '@quench/builder-domain';
import {
  catalogStream,
  definitionStream,
  lineKey,
  linesIn,
  type ArchiveSource,
  type CatalogEvent,
  type DefinitionAccepted,
  type DefinitionEvent,
} from '@quench/contracts';
import { TransientFault } from '@quench/kernel';
import { Documents, EventStore, ReadModels, type Claim, type Completion, type Moot, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { PlanCascade } from '../cascade/plan-cascade.js';
import { AcceptedLines, type CatalogLine } from '../catalog/accepted-lines.js';
import { LineDefinitions } from '../catalog/line-definitions.js';
import { CheckedSnapshots } from './checked-snapshots.js';

const isPurl = (key: string): boolean => key.startsWith('pkg:');

/** Plans what is to be looked at again for an archive's snapshot, a package's releases or an edition of the catalog. */
@Injectable()
export class SpreadWorker implements Worker {
  readonly kind = 'spread';
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly lines: AcceptedLines,
    private readonly models: ReadModels,
    private readonly store: EventStore,
    private readonly documents: Documents,
    private readonly snapshots: CheckedSnapshots,
    private readonly cascades: PlanCascade,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const edition = editionOf(claim.key);
    if (isPurl(claim.key)) return this.releases(claim);
    if (edition === undefined) return this.snapshot(claim);
    const cause = { cause: 'definitions', edition, urgent: false } as const;
    const changed = await this.changedBy(edition);
    const all: WaveLine[] = [];
    // Rows of what the edition changed are of it by now: others may be derived from it.
    for await (const line of this.lines.each()) if (!line.ended) all.push({ key: lineKey(line), from: line.from });
    const known = new Set(all.map(({ key }) => key));
    const others = changed.filter((key) => !known.has(key)).map((key) => ({ key }));
    return this.cascades.plan(claim, cause, [...withDescendants(changed, all), ...others]);
  }

  private async snapshot(claim: Claim): Promise<Completion | Moot> {
    const found: WaveLine[] = [];
    let source: ArchiveSource | undefined;
    const written = new LineDefinitions(this.documents);
    for await (const line of this.lines.each()) {
      const read = line.definition.archives.find((archive) => archiveKey(archive) === claim.key);
      if (read === undefined || line.ended || !(await this.reads(line, claim.key, written))) continue;
      source = read;
      found.push({ key: lineKey(line), from: line.from });
    }
    const urgent = source !== undefined && bringsSecurityFixes(source);
    const archive = source === undefined ? {} : { archive: source };
    return this.cascades.plan(claim, { cause: 'snapshot', ...archive, urgent }, found);
  }

  /** Whether a line itself reads an archive that its definition names: another version stream may be of another release. */
  private async reads(line: CatalogLine, key: string, written: LineDefinitions): Promise<boolean> {
    if (line.definition.lines.length === 1) return true;
    const own = await written.of(line);
    return own !== undefined && this.snapshots.sources(own.distribution).some((source) => archiveKey(source) === key);
  }

  /** The lines that take files of the package on one of their platforms, and what is derived from them. */
  private async releases(claim: Claim): Promise<Completion | Moot> {
    const [takers, all]: [string[], WaveLine[]] = [[], []];
    const written = new LineDefinitions(this.documents);
    for await (const line of this.lines.each()) {
      if (line.ended) continue;
      all.push({ key: lineKey(line), from: line.from });
      const { places = [], platforms = [] } = (await written.of(line)) ?? {};
      const takes = places.some(({ packages }) => platforms.some((on) => packages[on] === claim.key));
      if (takes) takers.push(lineKey(line));
    }
    const cause = { cause: 'releases', package: claim.key, urgent: false } as const;
    return this.cascades.plan(claim, cause, withDescendants(takers, all));
  }

  /** From the events themselves: rows may be of an edition before or after. */
  private async changedBy(edition: number): Promise<readonly string[]> {
    const { events } = await this.store.read<CatalogEvent>(catalogStream);
    const applied = events.find(
      (event) => event.type === 'builder.CatalogApplied.v1' && event.data.edition === edition,
    );
    if (applied?.type !== 'builder.CatalogApplied.v1') return [];
    const streams = applied.data.definitions.map(({ image }) => definitionStream(image));
    const histories = await this.store.readMany<DefinitionEvent>(streams);
    const accepted = streams.flatMap((stream) => acceptedIn(histories.get(stream)?.events ?? [], edition));
    const images = accepted.map(({ image }) => image);
    await this.expectRows(images, edition);
    return accepted.flatMap((one) => linesIn(one).map(lineKey));
  }

  /** A lock that is asked for before its definition has a row would find nothing to do. */
  private async expectRows(images: readonly string[], edition: number): Promise<void> {
    const rows = await this.models.getMany<DefinitionRow>(definitions.name, images);
    const behind = images.find((image) => (rows.get(image)?.edition ?? 0) < edition);
    if (behind === undefined) return;
    throw new TransientFault('rows-behind', `The definition of ${behind} of edition ${String(edition)} has no row yet`);
  }
}

/** Nothing of other editions, nor of what has been retired since. */
function acceptedIn(events: readonly DefinitionEvent[], edition: number): readonly DefinitionAccepted[] {
  if (events.at(-1)?.type === 'builder.DefinitionRetired.v1') return [];
  const accepted = events.flatMap((event) => (event.type === 'builder.DefinitionAccepted.v1' ? [event.data] : []));
  return accepted.filter((data) => data.edition === edition).slice(0, 1);
}

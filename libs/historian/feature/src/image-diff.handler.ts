import type { LockChange } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { ArchivedEvent } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';

export interface ImageDiff {
  readonly image: string;
  readonly from: number;
  readonly to: number;
  /** Each package once, from the first version to the last, with all CVE ids fixed between. */
  readonly changes: readonly LockChange[];
  readonly fixed: readonly string[];
  /** Layers that only the newer image has, of how many. */
  readonly layers: { readonly changed: number; readonly total: number } | undefined;
}

/** What changed in an image between two revisions; by default between the last two. */
export class DiffImage extends Query<ImageDiff> {
  constructor(
    readonly image: string,
    readonly from: number | undefined,
    readonly to: number | undefined,
  ) {
    super();
  }
}

@QueryHandler(DiffImage)
export class DiffImageHandler implements IQueryHandler<DiffImage> {
  constructor(private readonly archive: Archive) {}

  /** @throws Rejection `unknown-to-history`, `revision-unknown` */
  async execute({ image, from, to }: DiffImage): Promise<ImageDiff> {
    const locks = (await this.archive.about(image)).filter(({ type }) => type === 'builder.LockResolved.v1');
    const newest = revisionOf(locks.at(-1));
    if (newest === undefined)
      throw new Rejection('unknown-to-history', `No lock of "${image}". See: quench image list`);
    const last = to ?? newest;
    const first = from ?? last - 1;
    if (first < 0 || last > newest || first >= last) {
      throw new Rejection(
        'revision-unknown',
        `${image} has revisions 1 to ${String(newest)}; there is nothing between ${String(first)} and ${String(last)}`,
      );
    }
    const between = locks.filter((lock) => (revisionOf(lock) ?? 0) > first && (revisionOf(lock) ?? 0) <= last);
    const changes = mergedChanges(between.flatMap(({ data }) => (data as { changes: readonly LockChange[] }).changes));
    const fixed = [...new Set(changes.flatMap((change) => change.fixed))].sort();
    return { image, from: first, to: last, changes, fixed, layers: await this.layers(locks, first, last) };
  }

  private async layers(locks: readonly ArchivedEvent[], first: number, last: number): Promise<ImageDiff['layers']> {
    const [old, now] = await Promise.all([this.layersOf(locks, first), this.layersOf(locks, last)]);
    if (old === undefined || now === undefined) return undefined;
    return { changed: now.filter((layer) => !old.includes(layer)).length, total: now.length };
  }

  private async layersOf(locks: readonly ArchivedEvent[], revision: number): Promise<readonly string[] | undefined> {
    const lock = locks.find((event) => revisionOf(event) === revision);
    const { recipes = [] } = (lock?.data ?? {}) as { recipes?: readonly { readonly recipe: string }[] };
    const built = await Promise.all(recipes.map(({ recipe }) => this.archive.about(recipe)));
    const manifests = built.flat().filter(({ type }) => type === 'builder.ManifestBuilt.v1');
    if (lock === undefined || manifests.length < recipes.length) return undefined;
    return manifests.flatMap(({ data }) =>
      (data as { layers: readonly { readonly digest: string }[] }).layers.map(({ digest }) => digest),
    );
  }
}

const revisionOf = (event: ArchivedEvent | undefined): number | undefined =>
  (event?.data as { revision?: number } | undefined)?.revision;

/** Several steps of one package as one step. */
function mergedChanges(steps: readonly LockChange[]): readonly LockChange[] {
  const merged = new Map<string, LockChange>();
  for (const step of steps) {
    const before = merged.get(step.name);
    merged.set(step.name, before === undefined ? step : joined(before, step));
  }
  return [...merged.values()].filter(({ from, to }) => from !== to).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function joined(before: LockChange, after: LockChange): LockChange {
  const { name } = before;
  const fixed = [...new Set([...before.fixed, ...after.fixed])].sort();
  const lost = [...new Set([...before.lost, ...after.lost])].sort();
  const kind = before.from === undefined ? 'added' : after.to === undefined ? 'removed' : 'updated';
  return { kind, name, ...(before.from && { from: before.from }), ...(after.to && { to: after.to }), fixed, lost };
}

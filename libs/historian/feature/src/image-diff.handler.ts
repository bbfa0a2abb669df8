import {
  isSameLine,
  lineDefinition,
  lineIn,
  lineNamed,
  lineName,
  namedLines,
  type ImageDefinition,
  type ImageLine,
  type LockChange,
} from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { definitionChanges, linesOfImage, type ArchivedAs, type DefinitionChange } from '@quench/historian-domain';
import { Documents } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { allOfType } from './archived-events.js';
import { Subjects } from './subjects.js';

export interface ImageDiff {
  /** What the line is called: `nodejs/22`. */
  readonly image: string;
  /** 0 for what came before the first revision: nothing. */
  readonly from: number;
  readonly to: number;
  /** Each package once, from the first version to the last, with all CVE ids fixed between. */
  readonly changes: readonly LockChange[];
  /** What the definition says otherwise; empty for the first revision, which has nothing to differ from. */
  readonly definition: readonly DefinitionChange[];
  readonly fixed: readonly string[];
  /** Layers that only the newer image has, of how many. */
  readonly layers: { readonly changed: number; readonly total: number } | undefined;
}

/** What changed in a line of an image between two revisions; by default between the last two. */
export class DiffImage extends Query<ImageDiff> {
  /** @param name of an image that has one line, or of a line */
  constructor(
    readonly name: string,
    readonly from: number | undefined,
    readonly to: number | undefined,
  ) {
    super();
  }
}

type Lock = ArchivedAs<'builder.LockResolved.v1'>;

@QueryHandler(DiffImage)
export class DiffImageHandler implements IQueryHandler<DiffImage> {
  constructor(
    private readonly archive: Archive,
    private readonly subjects: Subjects,
    private readonly documents: Documents,
  ) {}

  /** @throws Rejection `unknown-to-history`, `line-ambiguous`, `revision-unknown`, `history-newer` */
  async execute({ name, from, to }: DiffImage): Promise<ImageDiff> {
    const repository = namedLines(name)?.image ?? name;
    const events = await this.archive.about(repository);
    const line = lineNamed(name, linesOfImage(events, repository));
    const locks = allOfType(events, 'builder.LockResolved.v1').filter(
      ({ data }) => line !== undefined && data.image === line.image && isSameLine(lineIn(data), line),
    );
    const newest = locks.at(-1)?.data.revision;
    if (newest === undefined || line === undefined) {
      await this.subjects.expect(name);
      throw new Rejection('unknown-to-history', `${name} has no lock yet. See: quench image list`);
    }
    const image = lineName(line);
    const last = to ?? newest;
    const first = from ?? last - 1;
    if (first < 0 || last > newest || first >= last) {
      throw new Rejection(
        'revision-unknown',
        `${image} has revisions 1 to ${String(newest)}; there is nothing between ${String(first)} and ${String(last)}`,
      );
    }
    const between = locks.filter(({ data: { revision } }) => revision > first && revision <= last);
    const changes = mergedChanges(between.flatMap(({ data }) => data.changes));
    const fixed = [...new Set(changes.flatMap((change) => change.fixed))].sort();
    const [old, now] = [first, last].map((revision) => locks.find(({ data }) => data.revision === revision));
    const definition = await this.definition(line, old, now);
    return { image, from: first, to: last, changes, definition, fixed, layers: await this.layers(old, now) };
  }

  private async definition(
    line: ImageLine,
    old: Lock | undefined,
    now: Lock | undefined,
  ): Promise<readonly DefinitionChange[]> {
    if (old === undefined || now === undefined || old.data.definition === now.data.definition) return [];
    const [before, after] = await Promise.all(
      [old, now].map(async ({ data }) =>
        lineDefinition(await this.documents.read<ImageDefinition>(data.definition), line),
      ),
    );
    return before === undefined || after === undefined ? [] : definitionChanges(before, after);
  }

  private async layers(old: Lock | undefined, now: Lock | undefined): Promise<ImageDiff['layers']> {
    const [before, after] = await Promise.all([this.layersOf(old), this.layersOf(now)]);
    if (before === undefined || after === undefined) return undefined;
    return { changed: after.filter((layer) => !before.includes(layer)).length, total: after.length };
  }

  private async layersOf(lock: Lock | undefined): Promise<readonly string[] | undefined> {
    const recipes = lock?.data.recipes ?? [];
    const built = await Promise.all(recipes.map(({ recipe }) => this.archive.about(recipe)));
    const manifests = allOfType(built.flat(), 'builder.ManifestBuilt.v1');
    if (lock === undefined || manifests.length < recipes.length) return undefined;
    return manifests.flatMap(({ data }) => data.layers.map(({ digest }) => digest));
  }
}

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

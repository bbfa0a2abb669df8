import { defaultLine, definitions, headLocks, type DefinitionRow, type HeadLockRow } from '@quench/builder-domain';
import { lineKey, type LockDocument } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { Documents, ReadModels } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** The definitions that are in the catalog, with where their lines stand. */
export class Lines extends Query<readonly LineView[]> {}

export interface LineView {
  readonly definition: DefinitionRow;
  /** Undefined until something was resolved or failed to. */
  readonly head: HeadLockRow | undefined;
}

@QueryHandler(Lines)
export class LinesHandler implements IQueryHandler<Lines> {
  constructor(private readonly models: ReadModels) {}

  async execute(): Promise<readonly LineView[]> {
    const heads = new Map<string, HeadLockRow>();
    for await (const { key, row } of this.models.each<HeadLockRow>(headLocks.name)) heads.set(key, row);
    const lines: LineView[] = [];
    for await (const { row } of this.models.each<DefinitionRow>(definitions.name)) {
      lines.push({ definition: row, head: heads.get(lineKey(defaultLine(row.image))) });
    }
    return lines;
  }
}

/** The head lock of an image. */
export class HeadLock extends Query<LockDocument> {
  constructor(readonly image: string) {
    super();
  }
}

@QueryHandler(HeadLock)
export class HeadLockHandler implements IQueryHandler<HeadLock> {
  constructor(
    private readonly models: ReadModels,
    private readonly documents: Documents,
  ) {}

  /** @throws Rejection `image-unknown`, `not-locked-yet` */
  async execute({ image }: HeadLock): Promise<LockDocument> {
    const row = await this.models.get<HeadLockRow>(headLocks.name, lineKey(defaultLine(image)));
    if (row === undefined) throw new Rejection('image-unknown', `No image "${image}". See: quench image list`);
    if (row.lock === '') throw new Rejection('not-locked-yet', `${image} has no lock: ${row.failure}`);
    return this.documents.read<LockDocument>(row.lock);
  }
}

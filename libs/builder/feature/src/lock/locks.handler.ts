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

const MAX_DEFINITIONS = 100_000;

@QueryHandler(Lines)
export class LinesHandler implements IQueryHandler<Lines> {
  constructor(private readonly models: ReadModels) {}

  async execute(): Promise<readonly LineView[]> {
    const rows = await this.models.list<DefinitionRow>(definitions.name, { limit: MAX_DEFINITIONS });
    return Promise.all(
      rows.map(async ({ row }) => ({
        definition: row,
        head: await this.models.get<HeadLockRow>(headLocks.name, lineKey(defaultLine(row.image))),
      })),
    );
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

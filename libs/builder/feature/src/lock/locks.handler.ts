import { headLocks, type HeadLockRow } from '@quench/builder-domain';
import { lineKey, lineName, type ImageLine, type LockDocument } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { Documents, ReadModels } from '@quench/ports';
import { AcceptedLines, type CatalogLine } from '../catalog/accepted-lines.js';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** The lines of the definitions that are in the catalog, with where they stand. */
export class Lines extends Query<readonly LineView[]> {}

export interface LineView extends CatalogLine {
  /** Undefined until something was resolved or failed to. */
  readonly head: HeadLockRow | undefined;
}

@QueryHandler(Lines)
export class LinesHandler implements IQueryHandler<Lines> {
  constructor(
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
  ) {}

  async execute(): Promise<readonly LineView[]> {
    const heads = new Map<string, HeadLockRow>();
    for await (const { key, row } of this.models.each<HeadLockRow>(headLocks.name)) heads.set(key, row);
    const found: LineView[] = [];
    for await (const line of this.lines.each()) found.push({ ...line, head: heads.get(lineKey(line)) });
    return found;
  }
}

/** The head lock of a line. */
export class HeadLock extends Query<LockDocument> {
  constructor(readonly line: ImageLine) {
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
  async execute({ line }: HeadLock): Promise<LockDocument> {
    const row = await this.models.get<HeadLockRow>(headLocks.name, lineKey(line));
    const name = lineName(line);
    if (row === undefined) throw new Rejection('image-unknown', `No image "${name}". See: quench image list`);
    if (row.lock === '') throw new Rejection('not-locked-yet', `${name} has no lock: ${row.failure}`);
    return this.documents.read<LockDocument>(row.lock);
  }
}

import { noDefinition } from '@quench/builder-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApplyCatalogHandler, type CatalogFiles } from './apply-catalog.handler.js';

/** What is wrong with a folder; changes nothing. */
export class CheckCatalog extends Query<{ readonly problems: readonly string[]; readonly images: readonly string[] }> {
  /** @param folder where they are, absolute */
  constructor(
    readonly files: CatalogFiles,
    readonly folder: string,
  ) {
    super();
  }
}

@QueryHandler(CheckCatalog)
export class CheckCatalogHandler implements IQueryHandler<CheckCatalog> {
  constructor(private readonly apply: ApplyCatalogHandler) {}

  async execute({ files, folder }: CheckCatalog): Promise<{ problems: readonly string[]; images: readonly string[] }> {
    const { definitions, problems } = this.apply.read(files);
    const empty = files.definitions.size === 0 ? [noDefinition(folder)] : [];
    return { problems: [...empty, ...problems], images: definitions.map(({ image }) => image) };
  }
}

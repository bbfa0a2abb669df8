import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApplyCatalogHandler, type CatalogFiles } from './apply-catalog.handler.js';

/** What is wrong with a folder; changes nothing. */
export class CheckCatalog extends Query<{ readonly problems: readonly string[]; readonly images: readonly string[] }> {
  constructor(readonly files: CatalogFiles) {
    super();
  }
}

@QueryHandler(CheckCatalog)
export class CheckCatalogHandler implements IQueryHandler<CheckCatalog> {
  constructor(private readonly apply: ApplyCatalogHandler) {}

  async execute({ files }: CheckCatalog): Promise<{ problems: readonly string[]; images: readonly string[] }> {
    const { definitions, problems } = this.apply.read(files);
    return { problems, images: definitions.map(({ image }) => image) };
  }
}

import { noDefinition } from '@quench/builder-domain';
import { definedLines, lineName } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApplyCatalogHandler, type CatalogFiles } from './apply-catalog.handler.js';

/** What is wrong with a folder, and what is right. */
export interface CheckedCatalog {
  readonly problems: readonly string[];
  readonly images: readonly string[];
  /** Lines that are derived from another one, by what both are called. */
  readonly derived: readonly { readonly image: string; readonly from: string }[];
}

/** What is wrong with a folder; changes nothing. */
export class CheckCatalog extends Query<CheckedCatalog> {
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

  async execute({ files, folder }: CheckCatalog): Promise<CheckedCatalog> {
    const { definitions, problems } = this.apply.read(files);
    const empty = files.definitions.size === 0 ? [noDefinition(folder)] : [];
    const derived = definitions
      .flatMap(definedLines)
      .flatMap(({ from, ...line }) => (from === undefined ? [] : [{ image: lineName(line), from: lineName(from) }]));
    return { problems: [...empty, ...problems], images: definitions.map(({ image }) => image), derived };
  }
}

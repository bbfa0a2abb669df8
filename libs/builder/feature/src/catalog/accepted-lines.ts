import { definitions, type DefinitionLine, type DefinitionRow } from '@quench/builder-domain';
import { isSameLine, type ImageLine } from '@quench/contracts';
import { ReadModels } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** A line of the catalog. */
export interface CatalogLine extends ImageLine {
  readonly definition: DefinitionRow;
  readonly ended: boolean;
  /** Where its version stream has an end: the last day. */
  readonly endOfLife?: string;
  readonly replacement?: string;
  /** The key of the line that it is derived from; absent where that is none. */
  readonly from?: string;
}

/** The lines of the accepted definitions. */
@Injectable()
export class AcceptedLines {
  constructor(private readonly models: ReadModels) {}

  /** Of every image. */
  async *each(): AsyncGenerator<CatalogLine, void, undefined> {
    for await (const { row } of this.models.each<DefinitionRow>(definitions.name)) yield* linesOf(row);
  }

  /** Undefined for a line that is in no definition any more. */
  async get(line: ImageLine): Promise<CatalogLine | undefined> {
    return found(line, await this.models.get<DefinitionRow>(definitions.name, line.image));
  }

  /** Each of some lines, as `get` has it, in one question. */
  async ofAll(lines: readonly ImageLine[]): Promise<readonly (CatalogLine | undefined)[]> {
    const images = [...new Set(lines.map(({ image }) => image))];
    const rows = await this.models.getMany<DefinitionRow>(definitions.name, images);
    return lines.map((line) => found(line, rows.get(line.image)));
  }
}

const found = (line: ImageLine, row: DefinitionRow | undefined): CatalogLine | undefined =>
  row && linesOf(row).find((one) => isSameLine(one, line));

const linesOf = (definition: DefinitionRow): readonly CatalogLine[] =>
  definition.lines.map(({ owner: _, ...line }: DefinitionLine) => ({ image: definition.image, ...line, definition }));

import { headLocks, recipeLines, type HeadLockRow, type RecipeLineRow } from '@quench/builder-domain';
import type { ImageLine, LockDocument } from '@quench/contracts';
import { Documents, ReadModels } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/** A line whose head lock names a recipe. */
export interface RecipeLine {
  readonly key: string;
  readonly row: HeadLockRow;
}

/** Which lines want a recipe. */
@Injectable()
export class RecipeLocks {
  constructor(
    private readonly models: ReadModels,
    private readonly accepted: AcceptedLines,
    private readonly documents: Documents,
  ) {}

  /** Lines of the catalog whose head lock names the recipe, with their keys. */
  async lines(recipe: string): Promise<readonly RecipeLine[]> {
    const locked: string[] = [];
    for await (const { row } of this.models.each<RecipeLineRow>(recipeLines.name, { recipe })) locked.push(row.line);
    const heads = await this.models.getMany<HeadLockRow>(headLocks.name, locked);
    const found: RecipeLine[] = [];
    for (const [key, row] of heads) {
      if (!row.recipes.some((one) => one.recipe === recipe)) continue;
      // The head lock of a retired line stays, so that it can come back.
      if ((await this.accepted.get(row)) !== undefined) found.push({ key, row });
    }
    return found;
  }

  async isOfCatalog(line: ImageLine): Promise<boolean> {
    return (await this.accepted.get(line)) !== undefined;
  }

  /** The head lock of the first of some lines; undefined where there is none. */
  async lock([first]: readonly RecipeLine[]): Promise<LockDocument | undefined> {
    return first === undefined ? undefined : this.documents.read<LockDocument>(first.row.lock);
  }
}

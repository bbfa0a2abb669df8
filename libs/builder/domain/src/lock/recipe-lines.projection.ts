import { lineKey, type LockEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** A line that was once locked to a recipe; whether it still is, its head lock says. */
export interface RecipeLineRow {
  readonly recipe: string;
  /** The key of the line. */
  readonly line: string;
}

type LockResolved = Extract<LockEvent, { readonly type: 'builder.LockResolved.v1' }>;

/** Finds lines by recipe without a look at all lines. */
export const recipeLines: Projection<RecipeLineRow, LockResolved> = {
  name: 'builder-recipe-lines',
  version: 1,
  producer: 'builder',
  types: ['builder.LockResolved.v1'],
  keys: (event) => rowsOf(event).map(({ key }) => key),
  apply: (_rows, event) => new Map(rowsOf(event).map(({ key, row }) => [key, row])),
};

function rowsOf({ data }: LockResolved): readonly { readonly key: string; readonly row: RecipeLineRow }[] {
  const line = lineKey(data);
  return data.recipes.map(({ recipe }) => ({ key: `${recipe} ${line}`, row: { recipe, line } }));
}

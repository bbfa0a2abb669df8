import type { RecipeLineRow } from '@quench/builder-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `builder-recipe-lines`. */
@Entity('recipe_line')
export class RecipeLineEntity implements RecipeLineRow {
  @PrimaryColumn('text') readonly key: string;
  @Column('text') readonly recipe: string;
  @Column('text') readonly line: string;
}

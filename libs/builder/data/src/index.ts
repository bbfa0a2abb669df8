import {
  archives,
  buildCosts,
  cascadeLines,
  cascades,
  definitions,
  headLocks,
  holds,
  recipeLines,
} from '@quench/builder-domain';
import { ArchiveEntity } from './archive.entity.js';
import { BuildCostEntity } from './build-cost.entity.js';
import { CascadeEntity } from './cascade.entity.js';
import { CascadeLineEntity } from './cascade-line.entity.js';
import { BuilderCascades1764500000000 } from './cascades.migration.js';
import { DefinitionEntity } from './definition.entity.js';
import { BuilderDerivedImages1764800000000 } from './derived-images.migration.js';
import { BuilderDefinitionLines1764400000000 } from './definition-lines.migration.js';
import { HeadLockEntity } from './head-lock.entity.js';
import { BuilderReadModels1764000000000 } from './read-models.migration.js';
import { HoldEntity } from './hold.entity.js';
import { BuilderHolds1764600000000 } from './holds.migration.js';
import { BuilderKeptRejections1764700000000 } from './kept-rejections.migration.js';
import { RecipeLineEntity } from './recipe-line.entity.js';
import { BuilderRecipeLines1764200000000 } from './recipe-lines.migration.js';

/** Which table keeps the rows of which projection. */
export const builderReadModels = [
  { model: definitions.name, entity: DefinitionEntity },
  { model: archives.name, entity: ArchiveEntity },
  { model: headLocks.name, entity: HeadLockEntity },
  { model: recipeLines.name, entity: RecipeLineEntity },
  { model: cascades.name, entity: CascadeEntity },
  { model: cascadeLines.name, entity: CascadeLineEntity },
  { model: buildCosts.name, entity: BuildCostEntity },
  { model: holds.name, entity: HoldEntity },
];

export const builderMigrations = [
  BuilderReadModels1764000000000,
  BuilderRecipeLines1764200000000,
  BuilderDefinitionLines1764400000000,
  BuilderCascades1764500000000,
  BuilderHolds1764600000000,
  BuilderKeptRejections1764700000000,
  BuilderDerivedImages1764800000000,
];

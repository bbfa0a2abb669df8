import { archives, definitions, headLocks } from '@quench/builder-domain';
import { ArchiveEntity } from './archive.entity.js';
import { DefinitionEntity } from './definition.entity.js';
import { HeadLockEntity } from './head-lock.entity.js';
import { BuilderReadModels1764000000000 } from './read-models.migration.js';

/** Which table keeps the rows of which projection. */
export const builderReadModels = [
  { model: definitions.name, entity: DefinitionEntity },
  { model: archives.name, entity: ArchiveEntity },
  { model: headLocks.name, entity: HeadLockEntity },
];

export const builderMigrations = [BuilderReadModels1764000000000];

import { testedImages } from '@quench/tester-domain';
import { TesterReadModels1764000000000 } from './read-models.migration.js';
import { TesterTestedDefinitions1764200000000 } from './tested-definitions.migration.js';
import { TesterTestedLines1764400000000 } from './tested-lines.migration.js';
import { TestedImageEntity } from './tested-image.entity.js';

/** Which table keeps the rows of which projection. */
export const testerReadModels = [{ model: testedImages.name, entity: TestedImageEntity }];

export const testerMigrations = [
  TesterReadModels1764000000000,
  TesterTestedDefinitions1764200000000,
  TesterTestedLines1764400000000,
];

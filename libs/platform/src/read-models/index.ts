export { PgReadModels, PgReadModelWriter, type ReadModelEntity } from './pg-read-models.js';

import { eventsModel, subjectsModel } from '@quench/historian-domain';
import { HistorianArchive1764000000000 } from './archive.migration.js';
import { HistorianEventTypes1764100000000 } from './event-types.migration.js';
import { archivedEventEntities, subjectEntities } from './archived.entities.js';

/** Which table keeps the rows of which projection. */
export const historianReadModels = [
  ...archivedEventEntities.map(({ producer, entity }) => ({ model: eventsModel(producer), entity })),
  ...subjectEntities.map(({ producer, entity }) => ({ model: subjectsModel(producer), entity })),
];

export const historianMigrations = [HistorianArchive1764000000000, HistorianEventTypes1764100000000];

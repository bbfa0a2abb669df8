import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryReadModels } from './in-memory-read-models.js';
import { readModelsContract } from './read-models.contract.js';

readModelsContract(() => {
  const readModels = new InMemoryReadModels();
  return { readModels, writer: readModels.writer, transactor: new InMemoryTransactor(), dispose: () => undefined };
});

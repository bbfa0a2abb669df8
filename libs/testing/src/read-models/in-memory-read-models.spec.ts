import { expect, it } from '@jest/globals';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryReadModels } from './in-memory-read-models.js';
import { readModelsContract } from './read-models.contract.js';

const transactor = new InMemoryTransactor();

readModelsContract(() => {
  const readModels = new InMemoryReadModels();
  return { readModels, writer: readModels.writer, transactor, dispose: () => undefined };
});

it('holds a row that was read in a transaction until that ends, and one that was written', async () => {
  const models = new InMemoryReadModels();
  const write = (revision: number): Promise<void> =>
    transactor.run((tx) => models.writer.write('sample', new Map([['held', { revision }]]), tx));
  const read = (): Promise<unknown> => transactor.run((tx) => models.hold([{ model: 'sample', key: 'held' }], tx));
  await write(1);
  await transactor.run(async (tx) => {
    await models.hold([{ model: 'sample', key: 'held' }], tx);
    await read();
    await expect(write(2)).rejects.toMatchObject({ name: 'TransientFault' });
  });
  await transactor.run(async (tx) => {
    await models.writer.write('sample', new Map([['held', { revision: 2 }]]), tx);
    await expect(read()).rejects.toMatchObject({ name: 'TransientFault' });
  });
  await write(3);
  expect(await models.get('sample', 'held')).toEqual({ revision: 3 });
});

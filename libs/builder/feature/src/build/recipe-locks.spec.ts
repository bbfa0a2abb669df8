import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import type { LockResolved } from '@quench/contracts';
import { givenBuilder } from '../builder-world.fixture.js';
import { RecipeLocks } from './recipe-locks.js';

const builder = givenBuilder();

const publish = async (version: string): Promise<void> => {
  builder.world.publish([{ name: 'nginx', version }]);
  await builder.world.report();
};
const lines = async (recipe: string) => (await builder.app.get(RecipeLocks).lines(recipe)).map(({ row }) => row.image);

it('the lines of a recipe are those of the catalog whose newest lock names it', async () => {
  await builder.apply({ nginx: {} });
  for (const version of ['1.0', '1.1', '1.0']) await publish(version);
  const recipes = (await builder.world.facts<LockResolved>('LockResolved')).map(
    ({ recipes: [first] }) => first?.recipe ?? '',
  );
  const [first, second, again] = recipes;
  expect(again).toBe(first);
  expect(await lines(first ?? '')).toEqual(['nginx']);
  expect(await lines(second ?? '')).toEqual([]);
  await builder.apply({}, 'nginx');
  expect(await lines(first ?? '')).toEqual([]);
});

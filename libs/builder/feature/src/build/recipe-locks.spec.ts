import 'reflect-metadata';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { LockResolved } from '@quench/contracts';
import type { ArchiveWorld } from '@quench/testing';
import { openBuilder, type BuilderWorld } from '../builder-world.fixture.js';
import { RecipeLocks } from './recipe-locks.js';

let world: ArchiveWorld;
let app: INestApplicationContext;
let apply: BuilderWorld['apply'];

beforeEach(async () => {
  ({ world, app, apply } = await openBuilder());
});
afterEach(() => app.close());

const publish = async (version: string): Promise<void> => {
  world.publish([{ name: 'nginx', version }]);
  await world.report();
};
const lines = async (recipe: string) => (await app.get(RecipeLocks).lines(recipe)).map(({ row }) => row.image);

it('the lines of a recipe are those of the catalog whose newest lock names it', async () => {
  await apply({ nginx: {} });
  for (const version of ['1.0', '1.1', '1.0']) await publish(version);
  const recipes = (await world.facts<LockResolved>('LockResolved')).map(({ recipes: [first] }) => first?.recipe ?? '');
  const [first, second, again] = recipes;
  expect(again).toBe(first);
  expect(await lines(first ?? '')).toEqual(['nginx']);
  expect(await lines(second ?? '')).toEqual([]);
  await apply({}, 'nginx');
  expect(await lines(first ?? '')).toEqual([]);
});

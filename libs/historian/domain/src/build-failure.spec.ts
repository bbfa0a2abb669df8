import { expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { buildFailure } from './build-failure.js';
import { archivedEvent, locked } from './story.fixture.js';

const recipe = sha256('1');
const about = (name: string, of: string = recipe) => archivedEvent(`builder.${name}.v1`, { recipe: of });
const lock = locked(1, '1');
const [started, failed, given] = [about('BuildStarted'), about('BuildFailed'), about('BuildAbandoned')];

it('is the last failure to build a recipe', () => {
  expect(buildFailure([lock, started, failed, lock], recipe)).toBe(failed);
  expect(buildFailure([lock, started, failed, started, given], recipe)).toBe(given);
});

it('is nothing once the recipe is being built again or is built', () => {
  expect(buildFailure([started, failed, started], recipe)).toBeUndefined();
  expect(buildFailure([failed, about('ManifestBuilt')], recipe)).toBeUndefined();
  expect(buildFailure([lock], recipe)).toBeUndefined();
});

it('is told of each recipe by itself', () => {
  const other = sha256('2');
  const story = [failed, about('ManifestBuilt', other)];
  expect(buildFailure(story, recipe)).toBe(failed);
  expect(buildFailure(story, other)).toBeUndefined();
});

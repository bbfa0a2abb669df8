import { expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { buildFailure, lockFailure } from './build-failure.js';
import { ofTypes } from './known-event.js';
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

it('is of a lock that of the first of its recipes that could not be built', () => {
  const recipes = ['1', '2', '3'].map((name) => ({ platform: name, recipe: sha256(name) }));
  const [several] = ofTypes([archivedEvent('builder.LockResolved.v1', { recipes })], 'builder.LockResolved.v1');
  if (several === undefined) throw new Error('no lock in the story');
  const second = about('BuildFailed', sha256('2'));
  expect(lockFailure([about('ManifestBuilt'), second, about('BuildFailed', sha256('3'))], several)).toBe(second);
  expect(lockFailure([about('ManifestBuilt')], several)).toBeUndefined();
});

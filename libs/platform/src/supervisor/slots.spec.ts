import { expect, it } from '@jest/globals';
import { backOffMs, difference, serviceOf, slotsOf } from './slots.js';

it('numbers the instances of each service from 1', () => {
  expect(slotsOf({ watcher: 1, builder: 2, tester: 0 })).toEqual(['watcher.1', 'builder.1', 'builder.2']);
  expect(serviceOf('builder.2')).toBe('builder');
});

it('begins what is wanted and does not run, and ends what runs and is not wanted', () => {
  expect(difference(['builder.1', 'builder.2'], ['builder.2', 'builder.3'])).toEqual({
    begin: ['builder.1'],
    end: ['builder.3'],
  });
  expect(difference(['builder.1'], ['builder.1'])).toEqual({ begin: [], end: [] });
});

it('waits longer after each failure, but never for ever', () => {
  expect([0, 1, 2, 3].map(backOffMs)).toEqual([0, 200, 400, 800]);
  expect(backOffMs(1_000)).toBe(30_000);
});

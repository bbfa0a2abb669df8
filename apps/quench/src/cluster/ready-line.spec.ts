import { expect, it } from '@jest/globals';
import { readyLine } from './cluster.js';

const instance = (slot: 'builder.1' | 'builder.2') => ({
  ...{ name: 'builder', instance: slot, ready: true, port: 1, restarts: 0 },
});

it('counts the instances that are wanted, and those that are about to end beside them', () => {
  expect(readyLine(undefined, [], ['builder.1'])).toBe('starting PostgreSQL and Kafka');
  const both = { services: [instance('builder.1'), instance('builder.2')] };
  expect(readyLine(both, ['builder.1', 'builder.2'], ['builder.1'])).toBe(
    '1 of 1 instances are ready, 1 more is ending',
  );
  expect(readyLine(both, ['builder.2'], ['builder.1', 'builder.2'])).toBe('1 of 2 instances are ready');
});

import { expect, it } from '@jest/globals';
import { readyLine, startingLine } from './cluster.js';

const instance = (slot: 'builder.1' | 'builder.2') => ({
  ...{ name: 'builder', instance: slot, ready: true, port: 1, restarts: 0 },
});

it('counts the instances that are wanted, and those that are about to end beside them', () => {
  const both = { services: [instance('builder.1'), instance('builder.2')] };
  expect(readyLine(both, ['builder.1', 'builder.2'], ['builder.1'])).toBe(
    '1 of 1 instances are ready, 1 more is ending',
  );
  expect(readyLine(both, ['builder.2'], ['builder.1', 'builder.2'])).toBe('1 of 2 instances are ready');
});

it('says what is started before them', () => {
  expect(startingLine(undefined)).toBe('starting PostgreSQL and Kafka');
  expect(startingLine({ database: 'embedded' })).toBe('starting PostgreSQL and Kafka');
  expect(startingLine({ database: 'given' })).toBe('starting Kafka; the PostgreSQL is the one that is given');
});

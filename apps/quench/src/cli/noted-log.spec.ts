import { expect, it } from '@jest/globals';
import { NotedLog } from './noted-log.js';

it.each(['info', 'warn', 'error'] as const)('says in a line what was logged as %s', (level) => {
  const notes: string[] = [];
  const log = new NotedLog((line) => notes.push(line));
  log[level]('kafka-client', { namespace: 'Connection', reason: 'Connection error', attempt: 2, broker: undefined });
  log[level]('alone');
  expect(notes).toEqual(['kafka-client: Connection: Connection error: 2', 'alone']);
});

import { expect, it } from '@jest/globals';
import type { ServiceName } from '@quench/platform/service-process';
import { Command } from 'commander';
import type { Factory } from '../factory/factory.js';
import { clusterAnswer, clusterLines, type ClusterAnswer } from './cluster-answer.js';
import type { CliContext } from './context.js';

const factory = {
  data: '/nowhere',
  query: async () => ({ edition: 1 }),
  isConverged: async () => true,
} as unknown as Factory;
const context: CliContext = {
  withFactory: (_command, _mode, use) => use(factory, new AbortController().signal),
  runnable: (_command, text) => text,
  write: () => undefined,
};
const watcher = { name: 'watcher', instance: 'watcher.1', pid: 7, ready: true, port: 1, restarts: 0 } as const;
const state = {
  supervisor: { pid: 1, startTicks: 1, bootId: 'x' },
  services: [watcher],
  kafka: ['127.0.0.1:9092'],
  postgres: '127.0.0.1:5432',
};

const answer = (lacking: readonly ServiceName[], ready = true): Promise<ClusterAnswer> =>
  clusterAnswer(context, new Command(), {
    cluster: { lacking: async () => lacking },
    state: { ...state, services: [{ ...watcher, ready }] },
  });

it('has converged when all is ready, nothing is left to do, and somebody is there who would do it', async () => {
  expect(await answer([])).toMatchObject({ lacking: [], converged: true });
  expect(await answer([], false)).toMatchObject({ converged: false });
  expect(await answer(['builder'])).toMatchObject({ lacking: ['builder'], converged: false });
});

it('says what nobody does, and how that is changed', async () => {
  const line =
    'no builder is wanted: nothing is resolved or built. ' + 'To change that: quench cluster scale builder=1';
  expect(clusterLines(await answer(['builder']))).toEqual(expect.arrayContaining([line, 'converged  no']));
  expect(clusterLines(await answer([])).join('\n')).not.toContain('is wanted');
});

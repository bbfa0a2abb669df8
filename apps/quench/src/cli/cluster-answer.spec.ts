import { expect, it } from '@jest/globals';
import { SERVICES, type ServiceName } from '@quench/platform/service-process';
import { answerOf, clusterLines, type ClusterAnswer, type Worked } from './cluster-answer.js';

const worked: Worked = { gateway: 'http://127.0.0.1:1', edition: 1, isDone: true };
const supervisor = { pid: 1, startTicks: 1, bootId: 'x' };

interface Case extends Partial<Worked> {
  readonly lacking?: readonly ServiceName[];
  readonly there?: readonly ServiceName[];
  readonly ready?: boolean;
}

function answer({ lacking = [], there = SERVICES, ready = true, ...other }: Case): ClusterAnswer {
  const services = there.map((name) => ({ name, instance: `${name}.1`, pid: 7, ready, port: 1, restarts: 0 }) as const);
  const state = { supervisor, services, kafka: ['127.0.0.1:9092'], postgres: '127.0.0.1:5432' };
  return answerOf({ state, lacking }, { ...worked, ...other });
}

const withoutBuilder = SERVICES.filter((service) => service !== 'builder');

it('has converged when all is ready, nothing is left to do, and somebody is there who would do it', () => {
  expect(answer({})).toMatchObject({ lacking: [], converged: true });
  expect(answer({ ready: false })).toMatchObject({ converged: false });
  expect(answer({ isDone: false })).toMatchObject({ converged: false });
  expect(answer({ edition: 0 })).toMatchObject({ converged: false });
  expect(answer({ lacking: ['builder'] })).toMatchObject({ lacking: ['builder'], converged: false });
});

it('has not while a service that is wanted again is not started yet', () => {
  expect(answer({ there: withoutBuilder })).toMatchObject({ lacking: [], converged: false });
});

it('says what nobody does, and how that is changed', () => {
  const line =
    'no builder is wanted: nothing is resolved or built. ' + 'To change that: quench cluster scale builder=1';
  expect(clusterLines(answer({ lacking: ['builder'] }))).toEqual(expect.arrayContaining([line, 'converged  no']));
  expect(clusterLines(answer({})).join('\n')).not.toContain('is wanted');
});

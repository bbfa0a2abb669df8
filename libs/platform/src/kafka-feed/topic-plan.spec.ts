import { describe, expect, it } from '@jest/globals';
import { without } from '../pull-feed/recorded.fixture.js';
import { differences, topicPlan, type Topic } from './topic-plan.js';

const wishes = { services: ['builder', 'tester'], replicas: 3, retentionMs: 604_800_000 };

describe('the plan of topics', () => {
  it('is one topic of one partition per service', () => {
    expect(topicPlan(wishes).map(({ name, partitions, replicas }) => [name, partitions, replicas])).toEqual([
      ['quench.builder', 1, 3],
      ['quench.tester', 1, 3],
    ]);
  });

  it.each([
    [1, '1'],
    [2, '1'],
    [3, '2'],
  ])('with %d replicas asks %s of them to be in sync', (replicas, inSync) => {
    expect(topicPlan({ ...wishes, replicas })[0]?.settings['min.insync.replicas']).toBe(inSync);
  });
});

describe('a topic on the broker', () => {
  const [wanted] = topicPlan({ ...wishes, services: ['builder'] }) as [Topic];

  it('is right when it says what the plan says, whatever else it says', () => {
    expect(differences(wanted, { ...wanted, settings: { ...wanted.settings, 'segment.ms': '7' } })).toEqual([]);
  });

  it('is wrong in every way that is said', () => {
    const settings = without({ ...wanted.settings, 'cleanup.policy': 'compact' }, 'retention.ms');
    expect(differences(wanted, { ...wanted, partitions: 3, settings })).toEqual([
      'quench.builder: partitions is 3 and must be 1',
      'quench.builder: cleanup.policy is compact and must be delete',
      'quench.builder: retention.ms is not set and must be 604800000',
    ]);
  });
});

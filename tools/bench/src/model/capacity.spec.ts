import { describe, expect, it } from '@jest/globals';
import { crowded, databaseLimit, emptyRoadSeconds, logLimit, needed, type Costs } from './capacity.js';

const costs: Costs = {
  stages: [
    { service: 'builder', holdSeconds: 7, cpuSeconds: 3.5, places: 1 },
    { service: 'tester', holdSeconds: 14, cpuSeconds: 7, places: 2 },
  ],
  database: { cpuSeconds: 0.1, commits: 20, commitsPerSecond: 1_000, bytes: 1 },
  log: { events: 10, eventsPerSecond: 300 },
  roadSeconds: 9,
};

describe('a promise', () => {
  it('takes as many instances as work through the images in what is left of the time, at seven tenths of their might', () => {
    // 600 s, of which one image takes 30: 570 images in 570 s.
    const answer = needed(costs, { images: 570, minutes: 10 }, 4);
    expect(emptyRoadSeconds(costs)).toBe(30);
    expect(answer?.imagesPerSecond).toBe(1);
    expect([...(answer?.instances ?? [])]).toEqual([
      ['builder', 10],
      ['tester', 10],
    ]);
    expect(answer?.cores).toBeCloseTo(15);
    expect(answer?.databaseCores).toBeCloseTo(0.1 / 0.7);
    expect(answer?.databaseLoad).toBeCloseTo(1 / (40 * 0.7));
    expect(answer?.logLoad).toBeCloseTo(1 / (30 * 0.7));
  });

  it('cannot be kept by anything when one image takes longer', () => {
    expect(needed(costs, { images: 1, minutes: 0.5 }, 4)).toBeUndefined();
  });
});

describe('one database', () => {
  it('ends where its cores do, or its disk', () => {
    expect(databaseLimit(costs, 4)).toBeCloseTo(40);
    expect(databaseLimit(costs, 100)).toBe(50);
    expect(logLimit(costs)).toBe(30);
  });

  it.each([
    [10, { wanted: 10, imagesPerSecond: 10, limit: 'workers', enough: 30 }],
    [50, { wanted: 50, imagesPerSecond: 30, limit: 'log', enough: 30 }],
  ])('is kept busy by %d workers of a second each', (workers, says) => {
    expect(crowded(costs, { workers, holdSeconds: 1 }, 4)).toEqual(says);
  });

  it('is what ends first with fewer cores', () => {
    expect(crowded(costs, { workers: 50, holdSeconds: 1 }, 2)).toMatchObject({
      limit: 'database',
      enough: 20,
    });
  });
});

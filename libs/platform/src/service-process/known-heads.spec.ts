import { beforeEach, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Head } from '@quench/ports';
import { KnownHeads } from './known-heads.js';

let nowMs: number;
let asked: number;
let answer: () => Promise<Head>;
let known: KnownHeads;

beforeEach(() => {
  nowMs = 0;
  asked = 0;
  answer = async () => ({ epoch: 1, seq: asked });
  const head = (): Promise<Head> => {
    asked++;
    return answer();
  };
  known = new KnownHeads({ feed: { head }, freshMs: 5_000, waitMs: 10, nowMs: () => nowMs });
});

it('asks once for as long as an answer is fresh', async () => {
  expect(await Promise.all([known.head('builder'), known.head('builder')])).toEqual([
    { epoch: 1, seq: 1 },
    { epoch: 1, seq: 1 },
  ]);
  nowMs = 4_999;
  expect(await known.head('builder')).toEqual({ epoch: 1, seq: 1 });
  nowMs = 5_000;
  expect(await known.head('builder')).toEqual({ epoch: 1, seq: 2 });
});

it('knows what was said before when nobody answers, or not soon', async () => {
  await known.head('builder');
  answer = () => Promise.reject(new TransientFault('feed-unavailable', 'away'));
  nowMs = 5_000;
  expect(await known.head('builder')).toEqual({ epoch: 1, seq: 1 });
  answer = () => Promise.withResolvers<Head>().promise;
  nowMs = 10_000;
  expect(await known.head('builder')).toEqual({ epoch: 1, seq: 1 });
});

it('knows nothing of who never answered', async () => {
  answer = () => Promise.reject(new TransientFault('feed-unavailable', 'away'));
  expect(await known.head('builder')).toBeUndefined();
});

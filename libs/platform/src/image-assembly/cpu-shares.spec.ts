import { expect, it } from '@jest/globals';
import { CpuShares } from './cpu-shares.js';

it('gives equal shares to what goes on at the same time, all of it together no more than was used', () => {
  let used = 50_000;
  const shares = new CpuShares(() => used);
  const endFirst = shares.begin();
  used += 10_000;
  const endSecond = shares.begin();
  used += 8_000;
  expect(endFirst()).toBe(14);
  used += 3_000;
  expect(endSecond()).toBe(7);
  used += 9_000;
  const endThird = shares.begin();
  used += 2_000;
  expect(endThird()).toBe(2);
});

it('counts what the process uses', () => {
  const end = new CpuShares().begin();
  const from = process.cpuUsage();
  while (process.cpuUsage(from).user < 20_000);
  expect(end()).toBeGreaterThanOrEqual(20);
});

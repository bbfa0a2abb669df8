import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Claim } from '@quench/ports';
import { InMemoryWorkQueue } from '@quench/testing';
import { Lease } from './lease.js';

const LEASE_MS = 100;
const TWO_THIRDS_MS = 67;

describe('a lease', () => {
  let queue: InMemoryWorkQueue;
  let claim: Claim;
  let lease: Lease | undefined;

  beforeEach(async () => {
    jest.useFakeTimers();
    queue = new InMemoryWorkQueue();
    await queue.enqueue([{ kind: 'build', key: 'a' }], { causes: [], correlationId: 'c' });
    const claimed = await queue.claim({ kind: 'build', worker: 'w', leaseMs: LEASE_MS });
    if (claimed === undefined) throw new Error('nothing was claimed');
    claim = claimed;
  });
  afterEach(() => {
    lease?.end();
    jest.useRealTimers();
  });

  function begin(askedAgoMs = 0): Lease {
    lease = new Lease(queue, { claim, leaseMs: LEASE_MS, askedAt: performance.now() - askedAgoMs });
    return lease;
  }
  const unanswered = (): void => {
    queue.renew = () => Promise.reject(new TransientFault('database-unavailable', 'Gone'));
  };

  it('is lost after two thirds of it without a renewal, not only when the next one would be due', async () => {
    unanswered();
    const { lost } = begin();
    await jest.advanceTimersByTimeAsync(TWO_THIRDS_MS - 1);
    expect(lost.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(lost.reason).toMatchObject({ message: 'claim-lost: no renewal in time' });
  });

  it('counts from when the claim was asked for, since its answer may have been late', async () => {
    unanswered();
    const { lost } = begin(30);
    await jest.advanceTimersByTimeAsync(TWO_THIRDS_MS - 30);
    expect(lost.aborted).toBe(true);
  });

  it('counts from the last renewal that was answered, and from when that was asked for', async () => {
    const renew = queue.renew.bind(queue);
    queue.renew = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      unanswered();
      return renew(...asked);
    };
    const { lost } = begin();
    await jest.advanceTimersByTimeAsync(Math.ceil(LEASE_MS / 3) + TWO_THIRDS_MS - 2);
    expect(lost.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(2);
    expect(lost.aborted).toBe(true);
  });

  it('is lost as soon as the queue says so', async () => {
    const { lost } = begin();
    await queue.drop('build', 'a', 'not now');
    await jest.advanceTimersByTimeAsync(Math.ceil(LEASE_MS / 3));
    expect(lost.reason).toMatchObject({ message: 'claim-lost: another worker holds it' });
  });

  it('lasts while it is renewed, and is not lost once it has ended', async () => {
    const { lost } = begin();
    await jest.advanceTimersByTimeAsync(5 * LEASE_MS);
    expect(lost.aborted).toBe(false);
    lease?.end();
    unanswered();
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(lost.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });
});

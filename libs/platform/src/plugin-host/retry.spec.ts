import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import { RegistryThrottled } from '@quench/ports';
import { retryAfterMs, withRetry } from './retry.js';

const POLICY = { attempts: 3, delayMs: 100, maxWaitMs: 5_000 };
const transient = new TransientFault('registry-unreachable', 'no');

/** Runs attempts that fail in turn, and answers the waits between them and the outcome. */
async function run(...failures: readonly Error[]): Promise<{ waits: readonly number[]; outcome: unknown }> {
  const waits: number[] = [];
  let at = 0;
  const outcome = await withRetry(
    POLICY,
    () => {
      const failure = failures[at++];
      return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
    },
    (ms) => Promise.resolve(waits.push(ms)),
  ).catch((error: unknown) => error);
  return { waits, outcome };
}

describe('trying again', () => {
  it('waits longer each time, by no fixed rhythm', async () => {
    const { waits, outcome } = await run(transient, transient);
    expect(outcome).toBe('done');
    const [first = 0, second = 0] = waits;
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThanOrEqual(200);
    expect(second).toBeGreaterThanOrEqual(200);
    expect(second).toBeLessThanOrEqual(400);
  });

  it('ends after the attempts', async () => {
    expect(await run(transient, transient, transient)).toMatchObject({ outcome: transient, waits: { length: 2 } });
  });

  it('waits at least as long as the registry asks', async () => {
    const { waits } = await run(new RegistryThrottled('slow down', 3_000));
    expect(waits).toEqual([3_000]);
  });

  it('leaves a longer wait to the caller', async () => {
    const throttled = new RegistryThrottled('slow down', 6_000);
    expect(await run(throttled)).toEqual({ waits: [], outcome: throttled });
  });

  it('never asks twice for bytes that disagree', async () => {
    const fault = new IntegrityFault('digest-mismatch', 'no');
    expect(await run(fault)).toEqual({ waits: [], outcome: fault });
  });

  it.each([
    [undefined, undefined],
    ['7', 7_000],
    ['Tue, 24 Nov 2026 10:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads Retry-After %j', (field, ms) => {
    expect(retryAfterMs(field, Date.parse('2026-11-24T10:00:00Z'))).toBe(ms);
  });
});

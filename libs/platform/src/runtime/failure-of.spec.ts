import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { describe, expect, it } from '@jest/globals';
import { failureOf } from './failure-of.js';

describe('what happens after an error', () => {
  it('ends an item at once that a rule refuses or whose bytes disagree', () => {
    expect(failureOf(new Rejection('no-base', 'None'), 1, 0)).toEqual({ then: 'die', reason: 'no-base: None' });
    expect(failureOf(new IntegrityFault('digest-mismatch', 'Other'), 1, 0)).toMatchObject({ then: 'die' });
  });

  it('tells kinds by name, as after a structured clone', () => {
    expect(failureOf({ name: 'Rejection', code: 'no-base', message: 'None' }, 1, 0)).toMatchObject({ then: 'die' });
  });

  it('doubles the back-off with each try, up to a bound, with jitter', () => {
    const fault = new TransientFault('net-down', 'Down');
    const after = (attempt: number, jitter: number): number => {
      const failure = failureOf(fault, attempt, jitter);
      return failure.then === 'retry' ? failure.retryAfterMs : -1;
    };
    expect([1, 2, 3].map((attempt) => after(attempt, 0.5))).toEqual([1_000, 2_000, 4_000]);
    expect([after(1, 0), after(1, 1)]).toEqual([500, 1_500]);
    expect(after(60, 0.5)).toBe(300_000);
  });

  it('honours what the other side asked for', () => {
    const fault = Object.assign(new TransientFault('throttled', 'Slow down'), { retryAfterMs: 60_000 });
    expect(failureOf(fault, 1, 0)).toEqual({ then: 'retry', reason: 'throttled: Slow down', retryAfterMs: 60_000 });
  });

  it('tries bugs again, and names them', () => {
    expect(failureOf(new TypeError('x is undefined'), 1, 0.5)).toEqual({
      then: 'retry',
      reason: 'unexpected-error: TypeError: x is undefined',
      retryAfterMs: 1_000,
    });
    expect(failureOf(undefined, 1, 0.5)).toMatchObject({ reason: 'unexpected-error: undefined' });
  });
});

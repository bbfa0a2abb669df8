import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextPollMs } from './poll-interval.js';

const policy = { intervalMs: 1_000, maxBackOffMs: 16_000 };

describe('the next question to an archive', () => {
  it('comes within a tenth of the interval', () =>
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const wait = nextPollMs(policy, { troubles: 0, seed });
        expect(wait).toBeGreaterThanOrEqual(900);
        expect(wait).toBeLessThanOrEqual(1_100);
      }),
    ));

  it('waits longer with every trouble, up to a bound', () =>
    fc.assert(
      fc.property(fc.nat(1_000), (troubles) => {
        expect(nextPollMs(policy, { troubles, seed: 'x' })).toBeLessThanOrEqual(17_600);
        expect(nextPollMs(policy, { troubles: troubles + 1, seed: 'x' })).toBeGreaterThanOrEqual(
          nextPollMs(policy, { troubles, seed: 'x' }),
        );
      }),
    ));

  it('never comes before the archive wants it, nor much later', () =>
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const wait = nextPollMs(policy, { troubles: 1, retryAfterMs: 60_000, seed });
        expect(wait).toBeGreaterThanOrEqual(60_000);
        expect(wait).toBeLessThanOrEqual(66_000);
      }),
    ));

  it('is not put off for more than a day by what the archive wants', () =>
    expect(nextPollMs(policy, { troubles: 1, retryAfterMs: Number.MAX_VALUE, seed: 'x' })).toBeLessThan(100_000_000));
});

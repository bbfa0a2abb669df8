import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DEFAULT_EFFORT } from './law.js';
import { forAll, forEach } from './look-for.js';
import { NothingToTry } from './nothing-to-try.js';

const nothing = (): never => {
  throw new NothingToTry('there is no world');
};

describe('a law', () => {
  it('over a list says of the first case that breaks it why', async () => {
    const law = forEach(
      'numbers',
      'are small',
      () => [1, 2, 3],
      (one) => (one > 1 ? `${String(one)} is large` : undefined),
    );
    expect(await law.run(DEFAULT_EFFORT)).toEqual({ type: 'broken', why: '2 is large', counterExample: '2' });
  });

  it('over what is drawn says of the smallest case that breaks it why', async () => {
    const law = forAll(
      'numbers',
      'are small',
      () => fc.nat(),
      (one) => (one > 41 ? 'too large' : undefined),
    );
    expect(await law.run(DEFAULT_EFFORT)).toEqual({ type: 'broken', why: 'too large', counterExample: '42' });
  });

  it('tries the same cases for the same seed, and as many as it is told', async () => {
    const drawn = async (seed: number): Promise<readonly number[]> => {
      const seen: number[] = [];
      const law = forAll(
        'numbers',
        'are',
        () => fc.nat(),
        (one) => void seen.push(one),
      );
      expect(await law.run({ seed, cases: 7 })).toEqual({ type: 'held', cases: 7 });
      return seen;
    };
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
  });

  it('is broken by whatever is thrown while it is tried', async () => {
    const law = forEach(
      'numbers',
      'are',
      () => [1],
      () => {
        throw new TypeError('no number');
      },
    );
    expect(await law.run(DEFAULT_EFFORT)).toMatchObject({ type: 'broken', why: 'it threw TypeError: no number' });
  });

  it.each([
    [
      'without cases',
      forEach(
        'x',
        'y',
        () => [],
        () => undefined,
      ),
    ],
    ['whose cases cannot be made', forEach('x', 'y', nothing, () => undefined)],
    ['whose cases cannot be drawn', forAll('x', 'y', nothing, () => undefined)],
    ['whose case cannot be tried', forAll('x', 'y', () => fc.nat(), nothing)],
  ])('%s is not tried, which is not to hold', async (_what, law) => {
    expect(await law.run(DEFAULT_EFFORT)).toMatchObject({ type: 'untried' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { entry, goesBack, interest, place, standing, together } from './place.js';

describe('the consumer rule', () => {
  const cursor = { epoch: 2, seq: 10 };

  it.each([
    [{ epoch: 2, globalSeq: 9 }, 'old'],
    [{ epoch: 2, globalSeq: 10 }, 'old'],
    [{ epoch: 1, globalSeq: 11 }, 'old'],
    [{ epoch: 2, globalSeq: 11 }, 'next'],
    [{ epoch: 2, globalSeq: 12 }, 'gap'],
    [{ epoch: 3, globalSeq: 11 }, 'new-epoch'],
    [{ epoch: 3, globalSeq: 4 }, 'new-epoch'],
  ] as const)('places a delivered %o as %s', (event, expected) => {
    expect(place(cursor, event)).toBe(expected);
  });

  it.each([
    [{ epoch: 2, seq: 10 }, 'at-head'],
    [{ epoch: 2, seq: 11 }, 'behind'],
    [{ epoch: 2, seq: 9 }, 'ahead'],
    [{ epoch: 1, seq: 11 }, 'ahead'],
    [{ epoch: 3, seq: 4 }, 'new-epoch'],
  ] as const)('stands against a head of %o as %s', (head, expected) => {
    expect(standing(cursor, head)).toBe(expected);
  });

  it('goes back when a new epoch began before where it stands', () => {
    expect(goesBack(cursor, { globalSeq: 8 })).toBe(true);
    expect(goesBack(cursor, { globalSeq: 11 })).toBe(false);
  });

  it.each([
    [{ epoch: 3, seq: 9 }, 'back'],
    [{ epoch: 3, seq: 10 }, 'in-place'],
    [{ epoch: 3, seq: 11 }, 'by-event'],
    [{ epoch: 2, seq: 9 }, 'by-event'],
    [{ epoch: 2, seq: 10 }, 'by-event'],
  ] as const)('enters the epoch of a head of %o %s', (head, expected) => {
    expect(entry(cursor, head)).toBe(expected);
  });

  it('digests what it subscribes to and parks versions that it does not know', () => {
    const types = ['builder.LockResolved.v2'];
    expect(interest(types, 'builder.LockResolved.v2')).toBe('digest');
    expect(interest(types, 'builder.LockResolved.v3')).toBe('unknown-version');
    expect(interest(types, 'builder.LockResolvedTwice.v2')).toBe('pass');
  });

  it.each([
    [
      ['Built.v1', 'Other.v1', 'Built.v2', 'Built.v1'],
      ['Built.v1', 'Other.v1'],
    ],
    [
      ['Built.v2', 'Built.v1'],
      ['Built.v2', 'Built.v1'],
    ],
    [['Built.v1'], ['Built.v1']],
  ])('takes of %j together %j', (batch, taken) => {
    const events = batch.map((type) => ({ type }));
    expect(together(['Built.v1'], events).map(({ type }) => type)).toEqual(taken);
  });
});

import { describe, expect, it } from '@jest/globals';
import { allInOrder } from './all-in-order.js';

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));
const fails = (why: string): Promise<never> => Promise.reject(new Error(why));

describe('all in order', () => {
  it('gives what each came to, in their order', async () => {
    expect(await allInOrder([later('a'), 'b', Promise.resolve(3)])).toStrictEqual(['a', 'b', 3]);
    expect(await allInOrder([])).toStrictEqual([]);
  });

  it('throws the fault of the first, though another failed before, and waits for all', async () => {
    let done = false;
    const last = later('last').then(() => (done = true));
    const first = later('').then(() => fails('first'));
    await expect(allInOrder([first, fails('second'), last])).rejects.toThrow('first');
    expect(done).toBe(true);
  });
});

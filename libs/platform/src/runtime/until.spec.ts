import { describe, expect, it } from '@jest/globals';
import { until } from './until.js';

const never = (): Promise<boolean> => Promise.resolve(false);

describe('waiting until it is so', () => {
  it('ends when it is so, though the signal has come', async () => {
    const answers = [false, true];
    await until(async () => answers.shift() ?? false, new AbortController().signal);
    expect(answers).toEqual([]);
    await expect(until(() => Promise.resolve(true), AbortSignal.abort())).resolves.toBeUndefined();
  });

  it('ends with the reason of the signal', async () => {
    const reason = new RangeError('no more');
    await expect(until(never, AbortSignal.abort(reason))).rejects.toBe(reason);
    const later = new AbortController();
    const waiting = until(async () => {
      setImmediate(() => later.abort(reason));
      return false;
    }, later.signal);
    await expect(waiting).rejects.toBe(reason);
  });
});

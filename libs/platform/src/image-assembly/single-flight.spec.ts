import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.js';

const { signal } = new AbortController();

describe('single flight', () => {
  it('makes a key once for all who ask while it is made, and again afterwards', async () => {
    const flight = new SingleFlight<number>();
    let made = 0;
    const ask = () => flight.run('a', signal, async () => (await setImmediate(), ++made));
    const results = await Promise.all([ask(), ask(), flight.run('b', signal, () => Promise.resolve(9))]);
    expect(results).toEqual([
      { value: 1, own: true },
      { value: 1, own: false },
      { value: 9, own: true },
    ]);
    expect(await ask()).toEqual({ value: 2, own: true });
  });

  it('lets one of those who wait make it when the maker fails', async () => {
    const flight = new SingleFlight<number>();
    const stopped = flight.run('a', signal, async () => {
      await setImmediate();
      throw new Error('stopped');
    });
    const waiting = [1, 2].map((value) => flight.run('a', signal, () => setImmediate(value)));
    await expect(stopped).rejects.toThrow('stopped');
    expect(await Promise.all(waiting)).toEqual([
      { value: 1, own: true },
      { value: 1, own: false },
    ]);
  });

  it('lets an asker go whose signal stops it', async () => {
    const flight = new SingleFlight<number>();
    const own = new AbortController();
    const maker = flight.run('a', signal, () => setImmediate(1));
    const waiting = flight.run('a', own.signal, () => Promise.resolve(2));
    own.abort(new Error('lease lost'));
    await expect(waiting).rejects.toThrow('lease lost');
    expect(await maker).toEqual({ value: 1, own: true });
  });
});

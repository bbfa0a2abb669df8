import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Together } from './together.js';

describe('what is said in one turn of the event loop', () => {
  it('goes over together, in order, and what comes later in another message', async () => {
    const sent: (readonly number[])[] = [];
    const together = new Together<number>((items) => sent.push(items));
    for (const one of [1, 2, 3]) together.add(one);
    expect(sent).toEqual([]);
    await turn();
    together.add(4);
    await turn();
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('is not said any more where it was forgotten', async () => {
    const sent: (readonly number[])[] = [];
    const together = new Together<number>((items) => sent.push(items));
    together.add(1);
    together.clear();
    await turn();
    expect(sent).toEqual([]);
    together.add(2);
    await turn();
    expect(sent).toEqual([[2]]);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Together } from './together.js';

let sent: (readonly unknown[])[];
let refused: { readonly item: unknown; readonly fault: unknown }[];
let together: Together<unknown>;

beforeEach(() => {
  [sent, refused] = [[], []];
  together = new Together({
    handOver: (items) => void sent.push(structuredClone(items)),
    refuse: (item, fault) => void refused.push({ item, fault }),
  });
});

const say = (...items: readonly unknown[]): Promise<unknown> => {
  for (const one of items) together.add(one);
  return turn();
};

describe('what is said in one turn of the event loop', () => {
  it('goes over together, in order, and what comes later in another message', async () => {
    const first = say(1, 2, 3);
    expect(sent).toEqual([]);
    await first;
    await say(4);
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('is not said any more where it was forgotten', async () => {
    const first = say(1);
    together.clear();
    await first;
    expect(sent).toEqual([]);
    await say(2);
    expect(sent).toEqual([[2]]);
  });

  it('goes over without what cannot be copied, which is refused alone', async () => {
    const odd = (): void => undefined;
    await say(1, odd, 2);
    expect(sent).toEqual([[1], [2]]);
    expect(refused).toMatchObject([{ item: odd, fault: { name: 'DataCloneError' } }]);
  });
});

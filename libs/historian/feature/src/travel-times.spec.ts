import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lineIn, lineKey } from '@quench/contracts';
import { HistoryWorld } from './history-world.fixture.js';
import { TravelTimes } from './travel-times.handler.js';

const web = lineIn({ image: 'web' });
const old = { image: 'web', versionStream: '22', variant: 'prod' };

let world: HistoryWorld;
beforeEach(async () => {
  world = await HistoryWorld.open();
  await world.locked('web', 1);
  await world.moved('web', 1);
  await world.locked('web', 2);
});
afterEach(() => world.close());

const times = async (...of: TravelTimes['of']) => Object.fromEntries(await world.ask(new TravelTimes(of)));

describe('the time from a lock to a channel', () => {
  it('is that of the revision that is asked for', async () => {
    expect(await times({ line: web, revision: 1 })).toEqual({ [lineKey(web)]: expect.any(Number) });
    expect(await times({ line: web, revision: 2 })).toEqual({});
    await world.moved('web', 2);
    expect(Object.keys(await times({ line: web, revision: 2 }))).toEqual([lineKey(web)]);
  });

  it('is that of one line of an image, not of another one', async () => {
    await world.locked('web', 3, old);
    await world.moved('web', 3);
    expect(await times({ line: old, revision: 3 }, { line: web, revision: 3 })).toEqual({});
  });

  it('ends with the first channel of several', async () => {
    const [before] = Object.values(await times({ line: web, revision: 1 }));
    await world.moved('web', 1);
    expect(await times({ line: web, revision: 1 })).toEqual({ [lineKey(web)]: before });
  });

  it('is told of more lines than one question asks for', async () => {
    const images = Array.from({ length: 12 }, (_, index) => `app${String(index)}`);
    for (const image of images) await world.locked(image, 1);
    await world.moved('app7', 1);
    await world.moved('app11', 1);
    const of = images.map((image) => ({ line: lineIn({ image }), revision: 1 }));
    expect(Object.keys(await times(...of))).toEqual(['app7/default/prod', 'app11/default/prod']);
  });
});

import { beforeEach, expect, it } from '@jest/globals';
import {
  appendOf,
  countedContracts,
  freshStream,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryFeed,
  InMemoryParking,
  InMemoryTransactor,
} from '@quench/testing';
import { TransientFault } from '@quench/kernel';
import { ConsumerLags, type LagPlaces } from './consumer-lags.js';

let places: LagPlaces & { readonly cursors: InMemoryCursors; readonly parking: InMemoryParking };
let feed: InMemoryFeed;

beforeEach(async () => {
  const store = new InMemoryEventStore({ contracts: countedContracts });
  for (let n = 0; n < 5; n++) await store.append(appendOf(freshStream(), 0));
  feed = new InMemoryFeed({ builder: store });
  places = {
    states: [{ consumer: 'gate', producer: 'builder', repaired: 2 }],
    cursors: new InMemoryCursors(),
    parking: new InMemoryParking(),
  };
});

const figures = async (of: LagPlaces = places, by: ConstructorParameters<typeof ConsumerLags>[0] = feed) =>
  (await new ConsumerLags(by).all(of, Date.now())).map(({ consumer, events, repaired }) => ({
    consumer,
    events,
    repaired,
  }));

it('counts what was not read together with what was parked', async () => {
  const { cursors, parking } = places;
  await new InMemoryTransactor().run(async (tx) => {
    await cursors.begin('gate', 'builder', tx);
    await cursors.move({ consumer: 'gate', producer: 'builder', epoch: 1, seq: 0 }, { epoch: 1, seq: 3 }, tx);
    for (const seq of [1, 2]) {
      const entry = { producer: 'builder', key: 'k', epoch: 1, seq, reason: 'no', attempts: 3 };
      await parking.park({ ...entry, consumer: 'gate' }, tx);
      await parking.park({ ...entry, consumer: 'other' }, tx);
    }
  });
  expect(await figures()).toEqual([{ consumer: 'gate', events: 4, repaired: 2 }]);
});

it('says that it does not know when the database or the producer is away, or the consumer stands still', async () => {
  const unknown = [{ consumer: 'gate', events: Number.NaN, repaired: 2 }];
  const away = (): Promise<never> => Promise.reject(new TransientFault('database-unavailable', 'away'));
  expect(await figures({ ...places, cursors: { get: away } })).toEqual(unknown);
  expect(await figures({ ...places, parking: { counts: away } })).toEqual(unknown);
  expect(await figures(places, { head: away, pull: away })).toEqual(unknown);
  const states = places.states.map((state) => ({ ...state, stopped: 'consumer-ahead' }));
  expect(await figures({ ...places, states })).toEqual(unknown);
});

import { describe, expect, it } from '@jest/globals';
import type { ChannelEvent } from '@quench/contracts';
import { commandId, Rejection, type Decider } from '@quench/kernel';
import { handle, type EventStore } from '@quench/ports';
import { InMemoryEventStore, testContext } from '../event-store/index.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';

type Command = { readonly freeze: string } | 'thaw';

const channel = { repository: 'nginx', tag: 'latest' };
const stream = 'distributor.channel/nginx:latest';

const decider: Decider<boolean, Command, ChannelEvent> = {
  initialState: false,
  decide: (command, frozen) => {
    if (command !== 'thaw') {
      return frozen ? [] : [{ type: 'distributor.ChannelFrozen.v1', data: { ...channel, reason: command.freeze } }];
    }
    if (!frozen) throw new Rejection('channel-not-frozen', 'Not frozen');
    return [{ type: 'distributor.ChannelThawed.v1', data: channel }];
  },
  evolve: (_, { type }) => type === 'distributor.ChannelFrozen.v1',
};
const target = { stream, decider };

/** Another writer who is faster than the next appends of `store`, `times` times. */
function raced(store: EventStore, times: number): EventStore {
  let left = times;
  return new Proxy(store, {
    get: (real, name, receiver) => {
      if (name !== 'append') return Reflect.get(real, name, receiver) as unknown;
      return async (...args: Parameters<EventStore['append']>) => {
        const { version } = await real.read(stream);
        const data = { ...channel, reason: 'race' };
        const events = [{ type: 'distributor.ChannelFrozen.v1', data }];
        if (left-- > 0) await real.append({ stream, expectedVersion: version, events, context: testContext() });
        return real.append(...args);
      };
    },
  });
}

/** A store of which something may not be asked. */
const refusing = (store: EventStore, method: 'read'): EventStore =>
  new Proxy(store, {
    get: (real, name, receiver) =>
      name === method
        ? () => Promise.reject(new Error(`${method} is refused`))
        : (Reflect.get(real, name, receiver) as unknown),
  });

describe('handle', () => {
  it('appends what the rules decide on what the stream says', async () => {
    const store = new InMemoryEventStore();
    await handle(store, target, { freeze: 'drill' }, testContext());
    const [thawed] = await handle(store, target, 'thaw', testContext());
    expect(thawed).toMatchObject({ stream, version: 2, type: 'distributor.ChannelThawed.v1' });
  });

  it('decides a command once', async () => {
    const store = new InMemoryEventStore();
    const context = testContext('freeze', 1);
    const first = await handle(store, target, { freeze: 'drill' }, context);
    await handle(store, target, 'thaw', testContext());
    expect(await handle(store, target, { freeze: 'drill' }, context)).toEqual(first);
    expect((await store.read(stream)).version).toBe(2);
  });

  it('refuses a command that was decided on another stream', async () => {
    const store = new InMemoryEventStore();
    const context = testContext('freeze', 1);
    const other = { ...target, stream: 'distributor.channel/nginx:1' };
    await handle(store, other, { freeze: 'drill' }, context);
    const again = handle(store, target, { freeze: 'drill' }, context);
    await expect(again).rejects.toMatchObject({ code: 'command-id-reused' });
    expect((await store.read(stream)).version).toBe(0);
  });

  it('leaves no trace of a decision without events, which may be made again', async () => {
    const store = new InMemoryEventStore();
    const context = testContext(commandId('again'));
    await handle(store, target, { freeze: 'drill' }, testContext());
    expect(await handle(store, target, { freeze: 'twice' }, context)).toEqual([]);
    await handle(store, target, 'thaw', testContext());
    expect(await handle(store, target, { freeze: 'twice' }, context)).toHaveLength(1);
  });

  it('does not read again what is known, where nothing came since', async () => {
    const store = new InMemoryEventStore();
    await handle(store, target, { freeze: 'drill' }, testContext());
    const known = await store.read<ChannelEvent>(stream);
    const unread = refusing(store, 'read');
    expect(await handle(unread, { ...target, known }, 'thaw', testContext())).toMatchObject([{ version: 2 }]);
    const behind = handle(unread, { ...target, known }, 'thaw', testContext());
    await expect(behind).rejects.toThrow('read is refused');
  });

  it('decides on the newest state where what is known is behind, in a transaction, too', async () => {
    const store = new InMemoryEventStore();
    const none = { events: [], version: 0 };
    await handle(store, target, { freeze: 'drill' }, testContext());
    const frozen = await store.read<ChannelEvent>(stream);
    // It says that there is nothing to thaw.
    expect(await handle(store, { ...target, known: none }, 'thaw', testContext())).toMatchObject([{ version: 2 }]);
    // It says that it is frozen already.
    const again = await handle(store, { ...target, known: frozen }, { freeze: 'again' }, testContext());
    expect(again).toMatchObject([{ version: 3 }]);
    await new InMemoryTransactor().run(async (tx) => {
      expect(await handle(store, { ...target, known: none, tx }, { freeze: 'twice' }, testContext())).toEqual([]);
    });
    await handle(store, target, 'thaw', testContext());
    const lost = { ...target, known: frozen };
    expect(await handle(store, lost, { freeze: 'anew' }, testContext())).toMatchObject([{ version: 5 }]);
  });

  it('finds what a command decided where what is known is from before', async () => {
    const store = new InMemoryEventStore();
    const context = testContext('freeze', 1);
    const known = await store.read<ChannelEvent>(stream);
    const first = await handle(store, { ...target, known }, { freeze: 'drill' }, context);
    await handle(store, target, 'thaw', testContext());
    expect(await handle(store, { ...target, known }, { freeze: 'drill' }, context)).toEqual(first);
    expect((await store.read(stream)).version).toBe(2);
  });

  it('passes a rejection on and appends nothing', async () => {
    const store = new InMemoryEventStore();
    await expect(handle(store, target, 'thaw', testContext())).rejects.toMatchObject({ code: 'channel-not-frozen' });
    expect(await store.head()).toEqual({ epoch: 1, seq: 0 });
  });

  it('decides again on the newer state after a lost race', async () => {
    const store = new InMemoryEventStore();
    expect(await handle(raced(store, 1), target, { freeze: 'drill' }, testContext())).toEqual([]);
    expect((await store.read(stream)).version).toBe(1);
  });

  it('gives up when the race is lost for good', async () => {
    const store = new InMemoryEventStore();
    const always = { ...decider, evolve: () => false };
    const losing = handle(raced(store, 99), { stream, decider: always }, { freeze: 'drill' }, testContext());
    await expect(losing).rejects.toMatchObject({ name: 'TransientFault', code: 'version-conflict' });
  });

  it('fails when a stream that it depended on has moved, once it is decided again each time', async () => {
    const store = new InMemoryEventStore();
    const guards = [{ stream: 'distributor.image/other', version: 1 }];
    const guarded = handle(store, { ...target, guards }, { freeze: 'drill' }, testContext());
    await expect(guarded).rejects.toMatchObject({ code: 'version-conflict' });
  });

  it('sees within a transaction what the transaction did, and leaves a lost race to its owner', async () => {
    const store = new InMemoryEventStore();
    const transactor = new InMemoryTransactor();
    await transactor.run(async (tx) => {
      await handle(store, { ...target, tx }, { freeze: 'drill' }, testContext());
      await handle(store, { ...target, tx }, 'thaw', testContext());
    });
    expect((await store.read(stream)).version).toBe(2);
    const lost = transactor.run((tx) => handle(raced(store, 1), { ...target, tx }, { freeze: 'drill' }, testContext()));
    await expect(lost).rejects.toMatchObject({ code: 'version-conflict' });
    expect((await store.read(stream)).version).toBe(3);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Contracts } from '@quench/contracts';
import { eventId } from '@quench/kernel';
import { MAX_EVENT_BYTES, type EventStore, type Transactor } from '@quench/ports';
import { appendOf, counted, countedContracts, freshStream, testContext } from './counted.js';
import { guardContract } from './guard.contract.js';
import { readingContract } from './reading.contract.js';

/** One service's events to test. */
export interface EventStoreUnderTest {
  /** A store over the same events that goes by these contracts. */
  open(contracts: Contracts): EventStore;
  readonly transactor: Transactor;
  /** Resolves when every committed event has its number. */
  sequenced(): Promise<void>;
}

/** What every event store promises. @param make one set of events for all tests of the suite */
export function eventStoreContract(name: string, make: () => Promise<EventStoreUnderTest>): void {
  describe(`event store: ${name}`, () => {
    let subject: EventStoreUnderTest;
    beforeAll(async () => {
      subject = await make();
    }, 60_000);
    describe('append', () => appendContract(() => subject));
    describe('append in a transaction', () => transactionContract(() => subject));
    describe('guards', () => guardContract(() => subject));
    describe('reading', () => readingContract(() => subject));
  });
}

const conflict = { name: 'TransientFault', code: 'version-conflict' };

function appendContract(subject: () => EventStoreUnderTest): void {
  const store = (): EventStore => subject().open(countedContracts);

  it('adds events at the end of the stream, with ids derived from the command', async () => {
    const stream = freshStream();
    const context = testContext();
    await store().append(appendOf(stream, 0));
    const events = [counted(2), counted(3)];
    const appended = await store().append({ stream, expectedVersion: 1, events, context });
    expect(appended).toMatchObject([
      { id: eventId(context.commandId, 0), stream, version: 2, data: { by: 2 } },
      { id: eventId(context.commandId, 1), stream, version: 3, data: { by: 3 } },
    ]);
    const read = await store().read(stream);
    expect(read.version).toBe(3);
    expect(read.events.slice(1)).toEqual(appended);
  });

  it.each([
    ['begun already', 0],
    ['longer by now', 1],
    ['not that long yet', 3],
  ])('refuses a stream that is %s', async (_, expectedVersion) => {
    const stream = freshStream();
    await store().append(appendOf(stream, 0, 2));
    await expect(store().append(appendOf(stream, expectedVersion))).rejects.toMatchObject(conflict);
    expect((await store().read(stream)).version).toBe(2);
  });

  it.each([0, 1])('lets one of several writers win at version %i', async (version) => {
    const stream = freshStream();
    if (version > 0) await store().append(appendOf(stream, 0));
    const races = Array.from({ length: 5 }, () => store().append(appendOf(stream, version)));
    const outcomes = await Promise.allSettled(races);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await store().read(stream)).version).toBe(version + 1);
  });

  it('answers the events of the first time when the command comes again', async () => {
    const request = appendOf(freshStream(), 0, 2);
    const first = await store().append(request);
    expect(await store().append(request)).toEqual(first);
    expect(await store().append({ ...request, expectedVersion: 2 })).toEqual(first);
    expect((await store().read(request.stream)).version).toBe(2);
  });

  it('refuses a command that was decided on another stream', async () => {
    const request = appendOf(freshStream(), 0);
    const other = freshStream();
    await store().append(request);
    const reused = { name: 'Rejection', code: 'command-id-reused' };
    await expect(store().append({ ...request, stream: other })).rejects.toMatchObject(reused);
    expect((await store().read(other)).version).toBe(0);
  });

  it.each([
    ['an event that it does not know', 'event-unknown', { events: [{ type: 'test.Counted.v1', data: { n: 1 } }] }],
    ['an event that breaks its contract', 'event-invalid', { events: [counted(1), counted(2, 'invalid')] }],
    ['no events', 'event-invalid', { events: [] }],
    ['a command id that was not derived', 'command-id-malformed', { context: { ...testContext(), commandId: 'mine' } }],
  ])('refuses %s', async (_, code, part) => {
    const request = { ...appendOf(freshStream(), 0), ...part };
    await expect(store().append(request)).rejects.toMatchObject({ name: 'Rejection', code });
    expect((await store().read(request.stream)).version).toBe(0);
  });

  it('refuses an event that is too long for a feed, by its bytes, and what was appended with it', async () => {
    const stream = freshStream();
    const long = counted(2, '\u00e9'.repeat(MAX_EVENT_BYTES / 2));
    const appending = store().append({ ...appendOf(stream, 0), events: [counted(1), long] });
    const message = expect.stringMatching(
      new RegExp(`${stream}: test.Counted.v2 has \\d{7} bytes .* ${String(MAX_EVENT_BYTES)}`),
    );
    await expect(appending).rejects.toMatchObject({ name: 'Rejection', code: 'event-too-large', message });
    expect((await store().read(stream)).version).toBe(0);
  });
}

function transactionContract(subject: () => EventStoreUnderTest): void {
  const store = (): EventStore => subject().open(countedContracts);

  it('is seen inside at once, and outside after the commit', async () => {
    const request = appendOf(freshStream(), 0);
    await subject().transactor.run(async (tx) => {
      await store().append(request, tx);
      expect((await store().read(request.stream, { tx })).version).toBe(1);
      expect(await store().append(request, tx)).toHaveLength(1);
      expect((await store().read(request.stream)).version).toBe(0);
      await store().append(appendOf(request.stream, 1), tx);
    });
    expect((await store().read(request.stream)).version).toBe(2);
  });

  it('leaves no trace when it is rolled back', async () => {
    const request = appendOf(freshStream(), 0);
    const failing = subject().transactor.run(async (tx) => {
      await store().append(request, tx);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await store().read(request.stream)).toEqual({ events: [], version: 0 });
    await store().append(request);
    expect((await store().read(request.stream)).version).toBe(1);
  });

  it('goes on after a command that comes again and after a lost race', async () => {
    const [first, other] = [appendOf(freshStream(), 0), appendOf(freshStream(), 0)];
    const events = await store().append(first);
    await subject().transactor.run(async (tx) => {
      expect(await store().append(first, tx)).toEqual(events);
      expect(await store().append({ ...first, expectedVersion: 1 }, tx)).toEqual(events);
      await expect(store().append(appendOf(first.stream, 0), tx)).rejects.toMatchObject(conflict);
      await store().append(other, tx);
    });
    expect((await store().read(first.stream)).version).toBe(1);
    expect((await store().read(other.stream)).version).toBe(1);
  });
}

import { expect, it } from '@jest/globals';
import { eventId, type Recorded } from '@quench/kernel';
import { RANGE_BYTES, type EventStore } from '@quench/ports';
import { appendOf, counted, countedContracts, freshStream, oldContracts, testContext } from './counted.js';
import type { EventStoreUnderTest } from './event-store.contract.js';

/** What reading promises. */
export function readingContract(subject: () => EventStoreUnderTest): void {
  const store = (): EventStore => subject().open(countedContracts);
  const since = async (seq: number): Promise<readonly Recorded[]> => {
    await subject().sequenced();
    return store().range(seq, 1_000);
  };

  it('answers a stream that has not begun as empty', async () => {
    expect(await store().read(freshStream())).toEqual({ events: [], version: 0 });
  });

  it('answers several streams at once as each by itself', async () => {
    const [one, two] = [freshStream(), freshStream()];
    const none = Array.from({ length: 250 }, () => freshStream());
    await store().append({ ...appendOf(one, 0), events: [counted(1), counted(2)] });
    await store().append({ ...appendOf(two, 0), events: [counted(3)] });
    const found = await store().readMany([two, ...none, one, two]);
    expect([...found.keys()].toSorted()).toEqual([one, ...none, two].toSorted());
    for (const stream of [one, two, ...none.slice(0, 1)]) {
      expect(found.get(stream)).toEqual(await store().read(stream));
    }
    expect(await store().readMany([])).toEqual(new Map());
  });

  it('gives the whole envelope', async () => {
    await subject().sequenced();
    const before = await store().head();
    const stream = freshStream();
    const context = testContext();
    await store().append({ stream, expectedVersion: 0, events: [counted(7, 'seven')], context });
    const [event] = await since(before.seq);
    expect(event).toEqual({
      ...context,
      id: eventId(context.commandId, 0),
      stream,
      version: 1,
      producer: 'test/0.0.0',
      type: 'test.Counted.v2',
      data: { by: 7, unit: 'seven' },
      epoch: before.epoch,
      globalSeq: before.seq + 1,
      sequencedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('leaves a field that is absent absent', async () => {
    const stream = freshStream();
    const context = testContext();
    delete context.traceparent;
    delete context.priority;
    const data = { by: 1, unit: undefined };
    await store().append({ stream, expectedVersion: 0, events: [{ type: 'test.Counted.v2', data }], context });
    const [event] = (await store().read(stream)).events;
    expect(Object.keys(event ?? {})).not.toContain('traceparent');
    expect(Object.keys(event ?? {})).not.toContain('priority');
    expect(Object.keys(event?.data ?? {})).toEqual(['by']);
  });

  it('gives back any text', async () => {
    const stream = freshStream();
    const unit = '\u0000 \ud800 "\\ {} $1 é 🚀 \r\n';
    await store().append({ ...appendOf(stream, 0), events: [counted(1, unit)] });
    expect((await store().read(stream)).events).toMatchObject([{ data: { by: 1, unit } }]);
  });

  it('numbers the log contiguously, versions of a stream in order, time never backwards', async () => {
    await subject().sequenced();
    const { seq } = await store().head();
    const streams = [freshStream(), freshStream()];
    for (const version of [0, 1, 2]) {
      await Promise.all(streams.map((stream) => store().append(appendOf(stream, version))));
    }
    const events = await since(seq);
    expect(events.map(({ globalSeq }) => globalSeq)).toEqual([1, 2, 3, 4, 5, 6].map((n) => seq + n));
    for (const stream of streams) {
      const versions = events.filter((event) => event.stream === stream).map(({ version }) => version);
      expect(versions).toEqual([1, 2, 3]);
    }
    const times = events.map(({ sequencedAt }) => sequencedAt);
    expect(times).toEqual([...times].sort());
    expect(await store().head()).toEqual({ epoch: 1, seq: seq + 6 });
    expect(await store().range(seq + 2, 3)).toEqual(events.slice(2, 5));
    expect(await store().range(seq + 6, 10)).toEqual([]);
  });

  it('hands out few large events at once for a feed, at least one, and the others after them', async () => {
    await subject().sequenced();
    const { seq } = await store().head();
    const sizes = [RANGE_BYTES - 2_000, 1, 2_500, 1];
    for (const size of sizes) {
      await store().append({ ...appendOf(freshStream(), 0), events: [counted(1, 'x'.repeat(size))] });
    }
    const events = await since(seq);
    expect(events).toHaveLength(4);
    const numbersFrom = async (after: number): Promise<readonly number[]> =>
      (await store().rangeForFeed(seq + after, 10)).map(({ globalSeq }) => globalSeq - seq);
    expect(await numbersFrom(0)).toEqual([1, 2, 3]);
    expect(await numbersFrom(1)).toEqual([2, 3, 4]);
  });

  it('reads a stream as it was at a place in the log', async () => {
    const stream = freshStream();
    await store().append(appendOf(stream, 0, 2));
    await subject().sequenced();
    const { seq } = await store().head();
    await store().append(appendOf(stream, 2));
    await subject().sequenced();
    expect(await store().read(stream, { upTo: seq - 1 })).toMatchObject({ version: 1, events: [{ version: 1 }] });
    expect(await store().read(stream, { upTo: seq })).toMatchObject({ version: 2 });
    expect(await store().read(stream, { upTo: seq + 1 })).toEqual(await store().read(stream));
    expect(await store().read(stream, { upTo: 0 })).toEqual({ events: [], version: 0 });
  });

  it('finds the place in the log at an instant', async () => {
    await store().append(appendOf(freshStream(), 0));
    const events = await since(0);
    const last = events.at(-1);
    expect(await store().seqAt(last?.sequencedAt ?? '')).toBe((await store().head()).seq);
    expect(await store().seqAt('9999-01-01T00:00:00Z')).toBe((await store().head()).seq);
    expect(await store().seqAt('1999-01-01T00:00:00Z')).toBe(0);
    for (const { sequencedAt } of events) {
      const seq = await store().seqAt(sequencedAt);
      expect(events[seq - 1]?.sequencedAt).toBe(sequencedAt);
      expect(events[seq]?.sequencedAt).not.toBe(sequencedAt);
    }
  });

  it('answers a command that comes again with what it decided', async () => {
    const stream = freshStream();
    await store().append(appendOf(stream, 0));
    const request = appendOf(stream, 1, 3);
    const appended = await store().append(request);
    await store().append(appendOf(stream, 4));
    expect(await store().append(request)).toEqual(appended);
    expect((await store().read(stream)).version).toBe(5);
  });

  it('has begun an epoch', async () => {
    expect(await store().epochs()).toEqual([{ epoch: 1, firstSeq: 1 }]);
  });

  it('lifts a retired version, and stops at one that it does not know', async () => {
    const stream = freshStream();
    const old = subject().open(oldContracts);
    await subject().sequenced();
    const { seq } = await store().head();
    const events = [{ type: 'test.Counted.v1', data: { n: 4 } }];
    await old.append({ stream, expectedVersion: 0, events, context: testContext() });
    await store().append(appendOf(stream, 1));
    expect((await store().read(stream)).events[0]).toMatchObject({
      type: 'test.Counted.v2',
      data: { by: 4, unit: 'one' },
    });
    const unknown = { name: 'IntegrityFault', code: 'event-unknown' };
    await expect(old.read(stream)).rejects.toMatchObject(unknown);
    await subject().sequenced();
    await expect(old.range(0, 1_000)).rejects.toMatchObject(unknown);
    const mine = (await old.rangeForFeed(seq, 1_000)).filter((event) => event.stream === stream);
    expect(mine.map(({ type }) => type)).toEqual(['test.Counted.v1', 'test.Counted.v2']);
    expect(mine[1]).toEqual((await store().range(0, 1_000)).find(({ id }) => id === mine[1]?.id));
    expect(await store().rangeForFeed(seq, 1_000)).toEqual(await store().range(seq, 1_000));
  });
}

import { beforeAll, expect, it } from '@jest/globals';
import type { Appended } from '@quench/kernel';
import { VersionConflict, type Append, type EventStore } from '@quench/ports';
import fc from 'fast-check';
import { appendOf, countedContracts, freshStream } from './counted.js';
import type { EventStoreUnderTest } from './event-store.contract.js';

/** What a store is, in the fewest words: one list. */
interface Model {
  readonly log: Appended[];
  readonly requests: Append[];
}

interface Real {
  readonly store: EventStore;
  readonly subject: EventStoreUnderTest;
  readonly streams: readonly string[];
  /** The end of the log before the run. */
  readonly base: number;
}

type Step = fc.AsyncCommand<Model, Real>;

const versionIn = (model: Model, stream: string): number => model.log.filter((event) => event.stream === stream).length;

/** Appends, at the right version or beside it, guarded or not. */
class AppendStep implements Step {
  constructor(
    private readonly at: number,
    private readonly shape: { readonly off: number; readonly count: number; readonly guardOff: number | undefined },
  ) {}

  check = (): boolean => true;

  async run(model: Model, { store, streams }: Real): Promise<void> {
    const { off, count, guardOff } = this.shape;
    const [stream = '', other = ''] = [streams[this.at], streams[(this.at + 1) % streams.length]];
    const version = versionIn(model, stream);
    const expectedVersion = Math.max(0, version + off);
    const guard = { stream: other, version: Math.max(0, versionIn(model, other) + (guardOff ?? 0)) };
    const request = { ...appendOf(stream, expectedVersion, count), guards: guardOff === undefined ? [] : [guard] };
    const wins = expectedVersion === version && (guardOff === undefined || guard.version === versionIn(model, other));
    if (!wins) {
      await expect(store.append(request)).rejects.toThrow(VersionConflict);
      return;
    }
    model.log.push(...(await store.append(request)));
    model.requests.push(request);
  }

  toString = (): string => `append(${String(this.at)}, ${JSON.stringify(this.shape)})`;
}

/** Sends an earlier command again. */
class AgainStep implements Step {
  constructor(private readonly which: number) {}

  check = (model: Readonly<Model>): boolean => model.requests.length > 0;

  async run(model: Model, { store }: Real): Promise<void> {
    const request = model.requests[this.which % model.requests.length];
    if (request === undefined) return;
    const decided = model.log.filter(({ commandId }) => commandId === request.context.commandId);
    expect(await store.append(request)).toEqual(decided);
  }

  toString = (): string => `again(${String(this.which)})`;
}

/** Reads a stream as it is, and as it was. */
class ReadStep implements Step {
  constructor(
    private readonly at: number,
    private readonly back: number,
  ) {}

  check = (): boolean => true;

  async run(model: Model, { store, subject, streams, base }: Real): Promise<void> {
    const stream = streams[this.at] ?? '';
    const events = model.log.filter((event) => event.stream === stream);
    expect(await store.read(stream)).toEqual({ events, version: events.length });
    await subject.sequenced();
    const seq = Math.max(0, model.log.length - this.back);
    const then = model.log.slice(0, seq).filter((event) => event.stream === stream);
    expect(await store.read(stream, { upTo: base + seq })).toEqual({ events: then, version: then.length });
  }

  toString = (): string => `read(${String(this.at)}, ${String(this.back)} back)`;
}

/** Reads a piece of the log. */
class RangeStep implements Step {
  constructor(
    private readonly after: number,
    private readonly limit: number,
  ) {}

  check = (): boolean => true;

  async run(model: Model, { store, subject, base }: Real): Promise<void> {
    await subject.sequenced();
    const events = await store.range(base + this.after, this.limit);
    const wanted = model.log.slice(this.after, this.after + this.limit);
    expect(events).toMatchObject(
      wanted.map((event, index) => ({ ...event, globalSeq: base + this.after + index + 1 })),
    );
    expect(events).toHaveLength(wanted.length);
    expect((await store.head()).seq).toBe(base + model.log.length);
  }

  toString = (): string => `range(${String(this.after)}, ${String(this.limit)})`;
}

const STREAMS = 3;
const at = fc.nat(STREAMS - 1);
const off = fc.constantFrom(0, 0, 0, 0, 1, -1);
const shape = fc.record({ off, count: fc.integer({ min: 1, max: 4 }), guardOff: fc.option(off, { nil: undefined }) });
const steps = [
  fc.tuple(at, shape).map((args) => new AppendStep(...args)),
  fc.nat(20).map((which) => new AgainStep(which)),
  fc.tuple(at, fc.nat(8)).map((args) => new ReadStep(...args)),
  fc.tuple(fc.nat(12), fc.nat(6)).map((args) => new RangeStep(...args)),
];

/** The store is the list that its appends make, whatever comes in whatever order. Nobody else may write to it. */
export function eventStoreModel(name: string, runs: number, make: () => Promise<EventStoreUnderTest>): void {
  let subject: EventStoreUnderTest;
  beforeAll(async () => {
    subject = await make();
  }, 60_000);

  it(`event store ${name} is a list`, async () => {
    const store = subject.open(countedContracts);
    const setup = async () => {
      await subject.sequenced();
      const streams = Array.from({ length: STREAMS }, freshStream);
      const { seq: base } = await store.head();
      return { model: { log: [], requests: [] }, real: { store, subject, streams, base } };
    };
    const property = fc.asyncProperty(fc.commands(steps, { maxCommands: 25 }), (commands) =>
      fc.asyncModelRun(setup, commands),
    );
    await fc.assert(property, { numRuns: runs });
  }, 120_000);
}

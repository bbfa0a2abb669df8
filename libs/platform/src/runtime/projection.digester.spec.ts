import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditor, counted, eventually, totals, ToyService } from '@quench/testing';
import { CursorMoved, DigestStep } from './digest-step.js';
import { ProjectionDigester } from './projection.digester.js';
import { RuntimeBench } from './runtime-bench.fixture.js';

/** Nothing happens because time passes. */
const NEVER_MS = 3_600_000;

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

describe('a projection', () => {
  it('gives the same rows when it is rebuilt as it gave live', async () => {
    const first = bench.run(new ToyService({ projections: [totals(1)] }));
    for (let n = 0; n < 50; n++)
      await bench.append(`test.counter/${String(n % 5)}`, counted(n, `unit-${String(n % 3)}`));
    await bench.atHead(first, 'totals@1');
    const live = await bench.totals();
    expect(live).toHaveLength(6);
    await first.stop(0);
    await bench.transactor.run((tx) => bench.readModels.writer.write('totals', new Map([['stale', { sum: 1 }]]), tx));
    const second = bench.run(new ToyService({ projections: [totals(2)] }));
    await bench.atHead(second, 'totals@2');
    expect(await bench.totals()).toEqual(live);
    expect((await bench.cursors.list()).map(({ consumer }) => consumer)).toEqual(['totals@2']);
  });

  it('refuses to change a row that it did not name, and parks the event', async () => {
    const rogue = { ...totals(), keys: () => ['all'] };
    const runtime = bench.run(new ToyService({ projections: [rogue] }));
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(runtime, 'totals@1');
    expect(await bench.parking.list(1)).toMatchObject([{ consumer: 'totals@1', key: 'test.counter/a' }]);
    expect(await bench.totals()).toEqual([]);
  });

  it('takes with it what its older version has parked', async () => {
    await bench.append('test.counter/a', counted(1, 'poison'), counted(2));
    await bench.append('test.counter/b', counted(3));
    const older = bench.run(new ToyService({ projections: [totals(1)], reactors: [auditor().reactor] }));
    await bench.atHead(older, 'totals@1');
    await bench.atHead(older, 'auditor');
    await older.stop(0);
    const newer = bench.run(new ToyService({ projections: [{ ...totals(2), apply: () => new Map() }] }));
    await bench.atHead(newer, 'totals@2');
    expect((await bench.parking.counts()).map(({ consumer }) => consumer)).toEqual(['auditor']);
  });

  it('digests once what it had parked, when its producer lost events and it begins anew', async () => {
    let cured = false;
    const { apply, ...rest } = totals();
    const once: typeof apply = (rows, event) => {
      if (event.globalSeq === 2 && !cured) throw new TypeError('not yet');
      return apply(rows, event);
    };
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    const service = new ToyService({ projections: [{ ...rest, apply: once }] });
    const runtime = bench.run(service, bench.feed, { headEveryMs: NEVER_MS });
    await bench.atHead(runtime, 'totals@1');
    expect(await bench.parking.list(10)).toHaveLength(2);
    cured = true;
    bench.store.events.restore(2);
    await bench.append('test.counter/b', counted(7));
    runtime.wake();
    await eventually('the new epoch', async () => (await bench.cursors.get('totals@1', 'toy')).epoch === 2);
    await bench.atHead(runtime, 'totals@1');
    expect(await bench.parking.list(10)).toEqual([]);
    expect(await bench.totals()).toMatchObject([{ key: 'all', row: { sum: 10, events: 3 } }, {}, {}]);
  });

  it('is no longer written by its older version once its rows are cleared', async () => {
    await bench.append('test.counter/a', counted(1));
    const older = bench.run(new ToyService({ projections: [totals(1)] }));
    await bench.atHead(older, 'totals@1');
    await older.stop(0);
    const at = await bench.cursors.get('totals@1', 'toy');
    const { writer } = bench.readModels;
    const clear = writer.clear.bind(writer);
    let moved: boolean | undefined;
    writer.clear = async (model, tx) => {
      await bench.transactor.run(async (other) => {
        moved = await bench.cursors.move(at, { epoch: 1, seq: 2 }, other);
      });
      return clear(model, tx);
    };
    const newer = bench.run(new ToyService({ projections: [totals(2)] }));
    await bench.atHead(newer, 'totals@2');
    expect(moved).toBe(false);
  });

  it('is left to its newer version by one that kept its rows, until that one is started anew', async () => {
    await bench.append('test.counter/a', counted(1));
    const older = bench.run(new ToyService({ projections: [totals(1)], reactors: [auditor().reactor] }));
    await bench.atHead(older, 'auditor');
    const newer = bench.run(new ToyService({ projections: [totals(2)] }));
    await bench.atHead(newer, 'totals@2');
    await bench.append('test.counter/a', counted(2));
    await bench.atHead(newer, 'totals@2');
    const said = (): boolean =>
      bench.log.of('consumer-fault').some(({ reason }) => String(reason).includes('rows-of-newer-version'));
    await eventually('the older one says that it stands still', said);
    expect((await bench.cursors.list()).map(({ consumer }) => consumer)).toEqual(['auditor', 'totals@2']);
    expect(await bench.totals()).toMatchObject([{ key: 'all', row: { sum: 3, events: 2 } }, {}]);
    await Promise.all([older.stop(0), newer.stop(0)]);
    const again = bench.run(new ToyService({ projections: [totals(1)] }));
    await bench.atHead(again, 'totals@1');
    expect(await bench.totals()).toMatchObject([{ key: 'all', row: { sum: 3, events: 2 } }, {}]);
  });

  it('is left to its newer version also by one that began at the end of the log and digested nothing', async () => {
    const { cursors, parking, transactor, readModels } = bench;
    const of = (version: number): ProjectionDigester =>
      new ProjectionDigester(totals(version), { cursors, parking, writer: readModels.writer });
    const [older, newer] = [of(1), of(2)];
    const begin = (digester: ProjectionDigester): Promise<void> =>
      transactor.run(async (tx) => {
        await digester.begin(tx);
        await cursors.begin(digester.consumer, digester.producer, tx);
      });
    await begin(of(1));
    await begin(older);
    await begin(newer);
    await expect(begin(older)).rejects.toMatchObject({ code: 'rows-of-newer-version' });
  });

  it('is not written from the beginning by an older version that lost its place there', async () => {
    const { cursors, parking, transactor, readModels } = bench;
    const adapters = { cursors, parking, writer: readModels.writer };
    const step = (version: number): DigestStep => {
      const digester = new ProjectionDigester(totals(version), adapters);
      return new DigestStep(digester, { cursors, parking, transactor, newerGraceMs: 0 });
    };
    await bench.append('test.counter/a', counted(1));
    const older = step(1);
    const end = () => Promise.reject(new Error('is not asked'));
    await older.begin(end);
    await step(2).begin(end);
    const events = await bench.feed.pull('toy', { epoch: 1, seq: 0 }, 1);
    await expect(older.digest(await cursors.get('totals@1', 'toy'), events)).rejects.toBeInstanceOf(CursorMoved);
    expect(await bench.totals()).toEqual([]);
  });

  it('forgets nothing from a place where it is no longer: another instance has begun anew before', async () => {
    await bench.append('test.counter/a', counted(1));
    const runtime = bench.run(new ToyService({ projections: [totals(1)] }));
    await bench.atHead(runtime, 'totals@1');
    await runtime.stop(0);
    const { cursors, parking, transactor, readModels } = bench;
    const late = new ProjectionDigester(totals(1), { cursors, parking, writer: readModels.writer });
    const seen = { ...(await cursors.get('totals@1', 'toy')), seq: 500 };
    await expect(transactor.run((tx) => late.startOver(seen, tx))).rejects.toBeInstanceOf(CursorMoved);
    expect(await bench.totals()).toHaveLength(2);
    expect(await cursors.get('totals@1', 'toy')).toMatchObject({ seq: 1 });
  });
});

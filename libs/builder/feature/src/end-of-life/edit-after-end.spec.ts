import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import {
  lineIn,
  lineName,
  type ChannelsAssigned,
  type DefinitionAccepted,
  type TestPlanLocked,
} from '@quench/contracts';
import { Service, type Completion } from '@quench/ports';
import { BuildImage } from '../build/build-image.handler.js';
import { givenBuilder } from '../builder-world.fixture.js';
import { LockWorker } from '../lock/lock.worker.js';
import { StreamEndsResync } from './stream-ends.resync.js';

const DAY_MS = 86_400_000;
const builder = givenBuilder();
const MAJOR = '{{ version "nodejs" 1 }}';

let last: string;
const nodejs = (old: readonly string[], young: readonly string[], more: object = {}) => ({
  nodejs: {
    channels: undefined,
    streams: {
      '22': { packages: ['nodejs'], channels: old, endOfLife: last, replacement: '24' },
      '24': { packages: ['node24'], channels: young },
    },
    ...more,
  },
});
const named = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found: Record<string, readonly string[]> = {};
  for (const kind of ['LockResolved', 'ChannelsAssigned']) {
    for (const one of await builder.world.facts<ChannelsAssigned>(kind)) found[lineName(one)] = one.channels;
  }
  return found;
};
/** What was told of plans for the definition that was accepted last. */
const plans = async (): Promise<readonly TestPlanLocked[]> => {
  const accepted = (await builder.world.facts<DefinitionAccepted>('DefinitionAccepted')).at(-1);
  const all = await builder.world.facts<TestPlanLocked>('TestPlanLocked');
  return all.filter(({ definition }) => definition === accepted?.definition);
};
const planned = async (): Promise<readonly string[]> => (await plans()).map((plan) => lineName(lineIn(plan))).sort();
const end = async (): Promise<void> => {
  await builder.world.pass(2 * DAY_MS);
  await builder.app.get(StreamEndsResync).run();
  await builder.world.settle();
};

beforeEach(async () => {
  last = new Date(Date.parse(builder.world.clock.now()) + DAY_MS).toISOString().slice(0, 10);
  await builder.apply(nodejs([MAJOR, 'latest'], ['24']));
  builder.world.publish([
    { name: 'nodejs', version: '22.1' },
    { name: 'node24', version: '24.1' },
  ]);
  await builder.world.report();
});

describe('a channel', () => {
  const moved = { 'nodejs/22': ['22'], 'nodejs/24': ['24', 'latest'] };

  it.each([
    ['while both lines go on', () => Promise.resolve()],
    ['after the end of one', end],
    ['after its last day, before anybody told that', () => builder.world.pass(2 * DAY_MS)],
  ])('goes from one line to another where the definition says so: %s', async (_name, happens) => {
    await happens();
    await builder.apply(nodejs([MAJOR], ['24', 'latest']));
    expect(await named()).toEqual(moved);
  });

  it('is let go where the last day passes while the lock that was to do that is made', async () => {
    const { projections, reactors, workers } = builder.app.get(Service);
    const others = workers.filter(({ kind }) => kind !== 'lock');
    builder.world.start({ name: 'builder', projections, reactors, resyncs: [], gauges: [], workers: others });
    await builder.apply(nodejs([MAJOR], ['24', 'latest']));
    const made = async (key: string): Promise<Completion> => {
      const claim = { kind: 'lock', key, generation: 99, fence: 99, attempt: 1, priority: 0, epoch: 1 };
      const completion = await builder.app
        .get(LockWorker)
        .work({ ...claim, causes: [], correlationId: 'c', worker: 'w' }, new AbortController().signal);
      if (typeof completion !== 'function') throw new Error('This lock was left to others');
      return completion;
    };
    const old = await made('nodejs/22/prod');
    await builder.world.transactor.run<string | void>(await made('nodejs/24/prod'));
    await builder.world.pass(2 * DAY_MS);
    await builder.world.transactor.run<string | void>(old);
    expect(await named()).toMatchObject({ 'nodejs/22': ['22'] });
    expect(await planned()).toEqual(['nodejs/22', 'nodejs/24']);
  });

  it('stays with a line that has ended while the other one cannot be locked', async () => {
    await end();
    builder.world.publish([{ name: 'nodejs', version: '22.1' }]);
    await builder.world.report();
    await builder.apply(nodejs([MAJOR], ['24', 'lts', 'latest']));
    expect(await named()).toEqual({ 'nodejs/22': ['22', 'latest'], 'nodejs/24': ['24'] });
    builder.world.publish([{ name: 'node24', version: '24.2' }]);
    await builder.world.report();
    await builder.world.pass(2_000);
    expect(await named()).toEqual({ 'nodejs/22': ['22'], 'nodejs/24': ['24', 'latest', 'lts'] });
  });

  it('stays where another name takes its place, until the line is locked', async () => {
    await end();
    await builder.apply(nodejs([MAJOR, 'newest'], ['24']));
    expect(await named()).toEqual({ 'nodejs/22': ['22', 'latest'], 'nodejs/24': ['24'] });
  });

  it('does not come to a line that has ended', async () => {
    await end();
    await builder.apply(nodejs([MAJOR, 'latest', 'lts'], ['24']));
    expect(await named()).toEqual({ 'nodejs/22': ['22', 'latest'], 'nodejs/24': ['24'] });
  });
});

describe('a definition that is accepted after the end of a version stream', () => {
  const tests = ['old', 'new'].map((name) => ({ structure: { name } }));
  const planOf = async (stream: string): Promise<TestPlanLocked | undefined> =>
    (await plans()).find(({ versionStream }) => versionStream === stream);

  beforeEach(async () => {
    await builder.apply(nodejs([MAJOR, 'latest'], ['24'], { tests: tests.slice(0, 1) }));
    await end();
  });

  it('has the plan of each line, of one that has ended the last one, with what is waived now', async () => {
    const before = await planOf('22');
    const policy = { waive: [{ test: 'old', reason: 'of 22' }] };
    await builder.apply(nodejs([MAJOR, 'latest'], ['24'], { tests, policy }));
    expect(await planned()).toEqual(['nodejs/22', 'nodejs/24']);
    expect(await planOf('22')).toMatchObject({ plan: before?.plan, tests: 1, waived: ['old'] });
    expect(await planOf('24')).toMatchObject({ tests: 2, waived: ['old'] });
  });

  it('has it once, and so has one that comes back', async () => {
    const [one, two] = [{ env: { LANG: 'C' } }, { env: { LANG: 'de' } }].map((more) => nodejs(['22'], ['24'], more));
    for (const images of [one, two, one]) await builder.apply(images ?? {});
    const line = { image: 'nodejs', versionStream: '22', variant: 'prod' };
    await builder.app.get(CommandBus).execute(new BuildImage(line, 'once more'));
    await builder.world.settle();
    expect(await planned()).toEqual(['nodejs/22', 'nodejs/22', 'nodejs/24', 'nodejs/24']);
  });
});

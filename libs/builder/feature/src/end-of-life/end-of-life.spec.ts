import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import { lineName, lineOf, type LockResolved, type VersionStreamEnded } from '@quench/contracts';
import { commandId } from '@quench/kernel';
import { givenBuilder } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';
import { LockWorker } from '../lock/lock.worker.js';
import { Lines } from '../lock/locks.handler.js';
import { StreamEndsResync } from './stream-ends.resync.js';

const DAY_MS = 86_400_000;
const builder = givenBuilder();

/** A day some days after today, as definitions write it. */
const dayAfter = (days: number): string =>
  new Date(Date.parse(builder.world.clock.now()) + days * DAY_MS).toISOString().slice(0, 10);
const nodejs = (endOfLife: string, more: object = {}) => ({
  nodejs: {
    channels: undefined,
    streams: {
      '22': { packages: ['nodejs'], channels: ['22'], endOfLife, replacement: '24' },
      '24': { packages: ['node24'], channels: ['24'] },
    },
    variants: { dev: { packages: ['bash'] } },
    ...more,
  },
});
const publish = async (version: string): Promise<void> => {
  builder.world.publish(['nodejs', 'node24', 'bash'].map((name) => ({ name, version })));
  await builder.world.report();
};
const look = async (): Promise<void> => {
  await builder.app.get(StreamEndsResync).run();
  await builder.world.settle();
};
const ends = (): Promise<readonly VersionStreamEnded[]> => builder.world.facts('VersionStreamEnded');
const revisions = async (): Promise<readonly string[]> =>
  (await builder.world.facts<LockResolved>('LockResolved'))
    .map((one) => `${lineName(one)} ${String(one.revision)}`)
    .sort();
const FIRST = ['nodejs/22 1', 'nodejs/22/dev 1', 'nodejs/24 1', 'nodejs/24/dev 1'];

describe('the end of a version stream', () => {
  let last: string;

  beforeEach(async () => {
    last = dayAfter(1);
    await builder.apply(nodejs(last));
    await publish('1');
  });

  it('is told once, when its last day is over, with what replaces it', async () => {
    await look();
    await builder.world.pass(DAY_MS);
    await look();
    expect(await ends()).toEqual([]);
    await builder.world.pass(DAY_MS);
    await look();
    await look();
    const told = {
      image: 'nodejs',
      versionStream: '22',
      variants: ['prod', 'dev'],
      endOfLife: last,
      replacement: '24',
    };
    expect(await ends()).toEqual([told]);
    const lines = await builder.app.get(QueryBus).execute(new Lines());
    expect(lines.filter(({ ended }) => ended).map(lineName)).toEqual(['nodejs/22', 'nodejs/22/dev']);
  });

  it('is because of the definition that says the day', async () => {
    await builder.world.pass(2 * DAY_MS);
    await look();
    const log = await builder.world.stores.builder.range(0, 1_000);
    const accepted = log.find(({ type }) => type === 'builder.DefinitionAccepted.v1');
    expect(log.find(({ type }) => type === 'builder.VersionStreamEnded.v1')?.causes).toEqual([accepted?.id]);
  });

  it('leaves it without new revisions, and what it has stays', async () => {
    await builder.world.pass(2 * DAY_MS);
    await look();
    await publish('2');
    await builder.app.get(BuilderResync).run();
    await builder.world.settle();
    expect(await revisions()).toEqual([...FIRST, 'nodejs/24 2', 'nodejs/24/dev 2'].sort());
  });

  it('comes to who looks at the clock first: no revision is made after the day although nobody told yet', async () => {
    await builder.world.pass(2 * DAY_MS);
    await publish('2');
    expect(await revisions()).toEqual([...FIRST, 'nodejs/24 2', 'nodejs/24/dev 2'].sort());
  });

  it('is none any more when its definition moves the day', async () => {
    await builder.world.pass(2 * DAY_MS);
    await look();
    await builder.apply(nodejs(dayAfter(3)));
    await publish('2');
    expect(await revisions()).toHaveLength(8);
    await builder.world.pass(5 * DAY_MS);
    await look();
    expect(await ends()).toHaveLength(2);
  });

  it('stays one when its definition changes otherwise', async () => {
    await builder.world.pass(2 * DAY_MS);
    await look();
    await builder.apply(nodejs(last, { env: { LANG: 'C' } }));
    await look();
    expect(await ends()).toHaveLength(1);
    expect(await revisions()).toEqual([...FIRST, 'nodejs/24 2', 'nodejs/24/dev 2'].sort());
  });

  it('that comes while a lock is made is met when that is recorded', async () => {
    builder.world.publish([
      { name: 'nodejs', version: '2' },
      { name: 'bash', version: '2' },
    ]);
    const claim = {
      kind: 'lock',
      key: 'nodejs/22/prod',
      generation: 99,
      fence: 99,
      attempt: 1,
      priority: 0,
      epoch: 1,
      causes: [],
    };
    const work = builder.app
      .get(LockWorker)
      .work({ ...claim, correlationId: commandId('x'), worker: 'w' }, new AbortController().signal);
    const completion = await work;
    await builder.world.pass(2 * DAY_MS);
    await look();
    if (typeof completion !== 'function') throw new Error('This lock was left to others');
    const answer = await builder.world.transactor.run<string | void>(completion);
    expect(answer).toBe(`stream-ended: the last day of nodejs/22 was ${last}`);
    expect((await revisions()).filter((text) => text.startsWith(lineName(lineOf(claim.key))))).toEqual(
      FIRST.slice(0, 2),
    );
  });
});

it('a version stream that had ended before its definition came is never built', async () => {
  await builder.apply(nodejs(dayAfter(-1)));
  await publish('1');
  await look();
  expect(await revisions()).toEqual(['nodejs/24 1', 'nodejs/24/dev 1']);
  expect(await ends()).toHaveLength(1);
});

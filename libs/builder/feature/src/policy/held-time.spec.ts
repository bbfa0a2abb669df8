import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import { Holds } from './hold-queries.handler.js';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const DAY_MS = 86_400_000;
const { builder, define, publish, held } = givenUpdates();
const overdue = async (): Promise<readonly boolean[]> =>
  (await builder.app.get(QueryBus).execute(new Holds())).map((view) => view.overdue);
const libzHeld = async (policy: object): Promise<void> => {
  await define(policy);
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), libz('2.0'));
};

describe('the time that a person has for an update', () => {
  beforeEach(() => libzHeld({ hold: ['major'], decideWithin: '14d' }));

  it('does not begin anew with another rule', async () => {
    await builder.world.pass(13 * DAY_MS);
    await define({ hold: [{ package: 'libz' }], decideWithin: '14d' });
    await define({ hold: ['major'], decideWithin: '14d' });
    const told = await held();
    expect(new Set(told.map(({ deadline }) => deadline)).size).toBe(1);
    expect(await overdue()).toEqual([false]);
    await builder.world.pass(2 * DAY_MS);
    expect(await overdue()).toEqual([true]);
  });

  it('is what the definition says now, from when it was asked first', async () => {
    await define({ hold: ['major'], decideWithin: '30d' });
    await builder.world.pass(16 * DAY_MS);
    expect(await overdue()).toEqual([false]);
    await define({ hold: ['major'], decideWithin: '1d' });
    expect(await overdue()).toEqual([true]);
  });

  it('begins with what nobody has been asked about', async () => {
    await builder.world.pass(13 * DAY_MS);
    await publish(web('1.0'), libz('3.0'));
    await builder.world.pass(2 * DAY_MS);
    expect(await overdue()).toEqual([false]);
  });

  it('is told once, however often the line is looked at', async () => {
    await builder.world.pass(DAY_MS);
    await publish(web('1.1'), libz('2.0'));
    expect(await held()).toHaveLength(1);
  });
});

import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { Service } from '@quench/ports';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const DAY_MS = 86_400_000;

const { builder, define, publish, decide } = givenUpdates();

/** What operators are told once what they were told before is not fresh any more. */
const told = async (): Promise<unknown> => {
  await builder.world.pass(15_000);
  return Promise.all(builder.app.get(Service).gauges.map(async (gauge) => ({ [gauge.name]: await gauge.read() })));
};
const counts = (waiting: number, overdue: number): unknown => [{ held_updates: { waiting, overdue } }];

it('tells how many updates wait for a person, and how many waited for too long, until somebody has decided', async () => {
  await define({ hold: ['minor'], decideWithin: '2d' });
  await publish(web('1.0'), libz('1.0'));
  expect(await told()).toEqual(counts(0, 0));
  await publish(web('1.0'), libz('2.0'));
  await builder.world.pass(DAY_MS);
  await publish(web('2.0'), libz('2.0'));
  expect(await told()).toEqual(counts(2, 0));
  await builder.world.pass(DAY_MS + 1);
  expect(await told()).toEqual(counts(1, 1));
  await builder.world.pass(DAY_MS);
  expect(await told()).toEqual(counts(0, 2));
  await decide('Reject', 'libz');
  expect(await told()).toEqual(counts(0, 1));
  await decide('Release', 'web');
  expect(await told()).toEqual(counts(0, 0));
});

it('reads nothing for whoever has just asked', async () => {
  await define({ hold: ['minor'] });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), libz('2.0'));
  expect(await told()).toEqual(counts(1, 0));
  await decide('Release', 'libz');
  const [gauge] = builder.app.get(Service).gauges;
  expect(await gauge?.read()).toEqual({ waiting: 1, overdue: 0 });
  expect(await told()).toEqual(counts(0, 0));
});

it('tells nothing of what waits for a time only, or for an image that is in the catalog no more', async () => {
  await define({ cooldown: '30d', hold: [{ package: 'web' }], decideWithin: '1h' });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('2.0'), libz('2.0'));
  await builder.world.pass(DAY_MS);
  expect(await told()).toEqual(counts(0, 1));
  await builder.apply({}, 'web');
  expect(await told()).toEqual(counts(0, 0));
});

import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { requestContext } from '@quench/ports';
import { somebody } from '../builder-world.fixture.js';
import { DecideUpdate } from './decide-update.handler.js';
import { Holds } from './hold-queries.handler.js';
import type { HoldView } from './hold-views.js';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const { builder, define, publish, held, has, told } = givenUpdates();
const brings = { setuid: ['usr/bin/su'] };

/** What a person looks at. */
async function look(): Promise<HoldView> {
  const [view] = await builder.app.get(QueryBus).execute(new Holds());
  if (view === undefined) throw new RangeError('nothing waits');
  return view;
}

async function decide(type: 'Release' | 'Reject', view: HoldView): Promise<void> {
  const context = requestContext({ id: `${type} ${view.since}`, actor: somebody, at: builder.world.clock.now() });
  const update = { ...view, version: view.update.to };
  await builder.app.get(CommandBus).execute(new DecideUpdate(type, update, 'looked at it', context));
  await builder.world.settle();
}

it.each(['Release', 'Reject'] as const)(
  'bytes that came under the version since a person looked are not what they decide about: %s',
  async (type) => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    const looked = await look();
    await publish(web('1.0'), { ...libz('2.0'), brings });
    await expect(decide(type, looked)).rejects.toMatchObject({ code: 'hold-moved' });
    expect(await has()).toBe('libz 1.0, web 1.0');
    expect(await held()).toHaveLength(2);
    await decide(type, await look());
    expect(await has()).toBe(type === 'Release' ? 'libz 2.0, web 1.0' : 'libz 1.0, web 1.0');
  },
);

it('what a person looked at is the same while a rule is another one, and is decided once', async () => {
  await define({ hold: ['major'] });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), libz('2.0'));
  const looked = await look();
  await define({ hold: ['minor'] });
  await decide('Reject', looked);
  await decide('Reject', looked);
  expect((await told()).filter((name) => name === 'UpdateRejected')).toHaveLength(1);
});

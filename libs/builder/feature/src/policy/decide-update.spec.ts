import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { holdStream } from '@quench/contracts';
import { requestContext } from '@quench/ports';
import { somebody } from '../builder-world.fixture.js';
import { InterruptedStore } from '../interrupted-store.fixture.js';
import { DecideUpdate, DecideUpdateHandler } from './decide-update.handler.js';
import { Holds } from './hold-queries.handler.js';
import { givenUpdates, libz, line, web } from './updates-world.fixture.js';

const { builder, define, publish } = givenUpdates();

it('a decision that somebody else comes before is made on what that left', async () => {
  await define({ hold: ['major'] });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), libz('2.0'));
  const [view] = await builder.app.get(QueryBus).execute(new Holds());
  const update = { ...line, purl: view?.purl ?? '', name: 'libz', version: '2.0', shown: view?.shown };
  const deciding = (type: 'Release' | 'Reject') =>
    new DecideUpdate(
      type,
      update,
      'looked at it',
      requestContext({ id: type, actor: somebody, at: builder.world.clock.now() }),
    );
  const store = new InterruptedStore(builder, {
    stream: holdStream(update),
    happens: () => builder.app.get(CommandBus).execute(deciding('Reject')),
  });
  const { queue, transactor } = builder.world;
  await new DecideUpdateHandler(store, queue, transactor).execute(deciding('Release'));
  const told = (await builder.world.recorded()).filter((name) => /^Update/.test(name));
  expect(told).toEqual(['UpdateHeld', 'UpdateRejected', 'UpdateReleased']);
});

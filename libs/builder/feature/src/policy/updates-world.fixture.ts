import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { MAIN_LINE, type LockDocument, type LockResolved, type UpdateHeld } from '@quench/contracts';
import { Documents, requestContext } from '@quench/ports';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { DecideUpdate } from './decide-update.handler.js';
import { Holds, updatesMeant } from './hold-queries.handler.js';

/** The line of the only image of these worlds. */
export const line = { image: 'web', ...MAIN_LINE };

export const SECURITY = { origin: 'Example-Security', suite: 'trixie-security' };

/** A release of what the image asks for, which needs `libz`. */
export const web = (version: string, more: object = {}) => ({ name: 'web', version, depends: ['libz'], ...more });

export const libz = (version: string, ...fixes: readonly string[]) => ({ name: 'libz', version, fixes });

/** Declares a builder for each test of a file, and what specs of updates do with it. */
export function givenUpdates() {
  const builder = givenBuilder();
  type Releases = Parameters<typeof builder.world.publish>[0];
  let asked = 0;

  /** The newest lock of the line. */
  async function locked(): Promise<LockDocument> {
    const locks = await builder.world.facts<LockResolved>('LockResolved');
    return new Documents(builder.world.content).read<LockDocument>(locks.at(-1)?.lock ?? '');
  }

  return {
    builder,
    locked,
    define: (policy: object, more: object = {}): Promise<void> => builder.apply({ web: { policy, ...more } }),
    async publish(...releases: Releases): Promise<void> {
      builder.world.publish(releases);
      await builder.world.report();
    },
    async publishFor(platforms: string[], ...releases: Releases): Promise<void> {
      builder.world.publish(releases);
      await builder.world.report(undefined, platforms);
    },
    /** In another suite than the one that packages usually are in. */
    async publishIn(suite: typeof SECURITY, ...releases: Releases): Promise<void> {
      builder.world.publish(releases, suite);
      await builder.world.report(suite);
    },
    held: (): Promise<readonly UpdateHeld[]> => builder.world.facts('UpdateHeld'),
    told: async (): Promise<readonly string[]> =>
      (await builder.world.recorded()).filter((name) => /^(Lock|Update|Resolution)/.test(name)),
    /** What the newest lock has, as `name version`. */
    has: async (): Promise<string> =>
      ((await locked()).platforms[0]?.packages ?? []).map(({ name, version }) => `${name} ${version}`).join(', '),
    async decide(type: 'Release' | 'Reject', name: string, version?: string): Promise<void> {
      const at = builder.world.clock.now();
      const context = requestContext({ id: `decision ${String(asked++)}`, actor: somebody, at });
      const views = await builder.app.get(QueryBus).execute(new Holds());
      const [view] = updatesMeant({ name, version, lines: [line] }, views);
      // As it is listed, with all that is said of it.
      const update = { ...view, version: view.update.to };
      await builder.app.get(CommandBus).execute(new DecideUpdate(type, update, 'looked at it', context));
      await builder.world.settle();
    },
  };
}

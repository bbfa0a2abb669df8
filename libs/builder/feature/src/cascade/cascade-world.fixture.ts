import { randomUUID } from 'node:crypto';
import { beforeEach } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import type { CascadeRow } from '@quench/builder-domain';
import { Clock, requestContext, Service, type CommandContext } from '@quench/ports';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { Cascades, ShowCascade, type CascadeView } from './cascade-queries.handler.js';

/** Declares a builder for each test of a file, with the images nginx and redis built, and what asks it about cascades. */
export function givenCascades() {
  const builder = givenBuilder();
  /** Kinds of work that nobody does; what asks for it goes on. */
  const stands = new Set<string>();
  const publish = async (versions: Readonly<Record<string, string>>, suite?: Suite): Promise<void> => {
    const releases = Object.entries(versions).map(([name, version]) => ({ name, version }));
    builder.world.publish(releases, suite);
    await builder.world.report(suite);
  };
  const context = (id: string = randomUUID()): CommandContext =>
    requestContext({ id, actor: somebody, at: builder.app.get(Clock).now() });
  const list = (): Promise<readonly CascadeRow[]> => builder.app.get(QueryBus).execute(new Cascades(10));
  const newest = async (): Promise<CascadeRow> => {
    const [first] = await list();
    if (first === undefined) throw new Error('There is no cascade');
    return first;
  };
  const show = (name: string): Promise<CascadeView> => builder.app.get(QueryBus).execute(new ShowCascade(name));
  const states = async (name: string): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await show(name)).lines.map(({ line, state }) => [line.split('/')[0] ?? '', state]));

  beforeEach(async () => {
    stands.clear();
    const { projections, reactors, workers } = builder.app.get(Service);
    builder.world.start({
      ...{ name: 'builder', projections, reactors, resyncs: [], gauges: [] },
      get workers() {
        return workers.filter(({ kind }) => !stands.has(kind));
      },
    });
    await builder.apply({ nginx: {}, redis: { packages: ['redis'] } });
    await publish({ nginx: '1.0', redis: '7.0' });
    await builder.world.pass(1_000);
  });
  return { builder, stands, publish, context, list, newest, show, states };
}

interface Suite {
  readonly origin: string;
  readonly suite: string;
}

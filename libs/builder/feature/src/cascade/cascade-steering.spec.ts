import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Clock, requestContext, Service, type CommandContext } from '@quench/ports';
import type { CascadeRow } from '@quench/builder-domain';
import { BuildImage } from '../build/build-image.handler.js';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { CancelCascade, PauseCascade } from './cascade-commands.handler.js';
import { Cascades, ShowCascade, type CascadeView } from './cascade-queries.handler.js';

const builder = givenBuilder();
const publish = async (versions: Readonly<Record<string, string>>): Promise<void> => {
  builder.world.publish(Object.entries(versions).map(([name, version]) => ({ name, version })));
  await builder.world.report();
};
const commands = () => builder.app.get(CommandBus);
const context = (id: string = randomUUID()): CommandContext =>
  requestContext({ id, actor: somebody, at: builder.app.get(Clock).now() });
const list = (): Promise<readonly CascadeRow[]> => builder.app.get(QueryBus).execute(new Cascades(10));
const show = (name: string): Promise<CascadeView> => builder.app.get(QueryBus).execute(new ShowCascade(name));
const states = async (name: string): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await show(name)).lines.map(({ line, state }) => [line.split('/')[0] ?? '', state]));
const stands = new Set<string>();

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
  stands.add('lock');
  await publish({ nginx: '1.1', redis: '7.1' });
  await builder.world.pass(10);
});

const goOn = async (): Promise<void> => {
  stands.clear();
  for (let n = 0; n < 3; n++) await builder.world.pass(10_000);
};

describe('what a person asked for', () => {
  const ask = (): Promise<void> =>
    commands().execute(new BuildImage({ image: 'nginx', versionStream: 'default', variant: 'prod' }, 'p'));

  it('is not dropped with a cascade', async () => {
    const [{ cascade = '' } = {}] = await list();
    await ask();
    expect(await commands().execute(new CancelCascade(cascade, 'not today', context()))).toBe(1);
    await goOn();
    expect(await states(cascade)).toEqual({ nginx: 'built', redis: 'dropped' });
  });

  it('is not held with a cascade', async () => {
    const [{ cascade = '' } = {}] = await list();
    await ask();
    expect(await commands().execute(new PauseCascade(cascade, 'at three', context()))).toBe(1);
    await goOn();
    expect(await states(cascade)).toEqual({ nginx: 'built', redis: 'held' });
  });

  it('after a cascade was cancelled is not held with another one', async () => {
    const [{ cascade = '' } = {}] = await list();
    await commands().execute(new CancelCascade(cascade, 'not today', context()));
    await builder.world.settle();
    await ask();
    await builder.apply({ nginx: {}, redis: { packages: ['redis'], env: { A: '1' } } });
    const [newest] = await list();
    await commands().execute(new PauseCascade(newest?.cascade ?? '', 'at three', context()));
    await goOn();
    expect(await states(cascade)).toMatchObject({ nginx: 'built' });
  });
});

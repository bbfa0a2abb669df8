import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Clock, requestContext, Service, type CommandContext } from '@quench/ports';
import { BuildImage } from '../build/build-image.handler.js';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { CancelCascade, PauseCascade, ResumeCascade } from './cascade-commands.handler.js';
import { Cascades, ShowCascade } from './cascade-queries.handler.js';

const builder = givenBuilder();
const publish = async (versions: Readonly<Record<string, string>>): Promise<void> => {
  builder.world.publish(Object.entries(versions).map(([name, version]) => ({ name, version })));
  await builder.world.report();
};
const bus = () => builder.app.get(CommandBus);
const context = (id: string = randomUUID()): CommandContext =>
  requestContext({ id, actor: somebody, at: builder.app.get(Clock).now() });
const pause = (name: string, id?: string): Promise<number> =>
  bus().execute(new PauseCascade(name, 'at three', context(id)));
const resume = (name: string, id?: string): Promise<number> => bus().execute(new ResumeCascade(name, context(id)));
const cancel = (name: string): Promise<number> => bus().execute(new CancelCascade(name, 'not today', context()));
const names = async (): Promise<readonly string[]> =>
  (await builder.app.get(QueryBus).execute(new Cascades(10))).map(({ cascade }) => cascade);
const newest = async (): Promise<string> => (await names())[0] ?? '';
const states = async (name: string): Promise<Readonly<Record<string, string>>> => {
  const { lines } = await builder.app.get(QueryBus).execute(new ShowCascade(name));
  return Object.fromEntries(lines.map(({ line, state }) => [line.split('/')[0] ?? '', state]));
};
/** Kinds of work that nobody does. */
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

const BUILT = { nginx: 'built', redis: 'built' };
const HELD = { nginx: 'held', redis: 'held' };
const DROPPED = { nginx: 'dropped', redis: 'dropped' };

describe('what a person asked for', () => {
  const ask = (): Promise<void> =>
    bus().execute(new BuildImage({ image: 'nginx', versionStream: 'default', variant: 'prod' }, 'p'));

  it('is not dropped with a cascade', async () => {
    const cascade = await newest();
    await ask();
    expect(await cancel(cascade)).toBe(1);
    await goOn();
    expect(await states(cascade)).toEqual({ ...DROPPED, nginx: 'built' });
  });

  it('is not held with a cascade', async () => {
    const cascade = await newest();
    await ask();
    expect(await pause(cascade)).toBe(1);
    await goOn();
    expect(await states(cascade)).toEqual({ ...HELD, nginx: 'built' });
  });

  it('after a cascade was cancelled is not held with another one', async () => {
    const cascade = await newest();
    await cancel(cascade);
    await builder.world.settle();
    await ask();
    await builder.apply({ nginx: {}, redis: { packages: ['redis'], env: { A: '1' } } });
    await pause(await newest());
    await goOn();
    expect(await states(cascade)).toMatchObject({ nginx: 'built' });
  });
});

describe('a copy of a command that comes late', () => {
  it('does not hold a cascade that goes on again', async () => {
    const cascade = await newest();
    await pause(cascade, 'one');
    await resume(cascade, 'two');
    expect(await pause(cascade, 'one')).toBe(0);
    await goOn();
    expect(await states(cascade)).toEqual(BUILT);
  });

  it('does not release a cascade that is paused again', async () => {
    const cascade = await newest();
    await pause(cascade, 'one');
    await resume(cascade, 'two');
    await pause(cascade, 'three');
    expect(await resume(cascade, 'two')).toBe(0);
    await goOn();
    expect(await states(cascade)).toEqual(HELD);
  });
});

describe('of two cascades that ask for the same lines, before rows say what became of one,', () => {
  let [one, other] = ['', ''];

  beforeEach(async () => {
    await publish({ nginx: '1.2', redis: '7.1' });
    [other = '', one = ''] = await names();
    await pause(one);
    await builder.world.settle();
  });

  it.each([
    ['cancelled', cancel],
    ['paused', pause],
  ])('what goes on is not held when the other one is %s', async (_how, steer) => {
    await resume(one);
    await steer(other);
    await goOn();
    expect(await states(one)).toEqual(BUILT);
  });

  it.each([
    ['cancelled', cancel],
    ['paused', pause],
  ])('what goes on is not held when the other one is %s at the same time', async (_how, steer) => {
    await Promise.all([resume(one), steer(other)]);
    await goOn();
    expect(await states(one)).toEqual(BUILT);
  });

  it('what both ask for is held when both are paused', async () => {
    await resume(one);
    await builder.world.settle();
    await Promise.all([pause(one), pause(other)]);
    await goOn();
    expect(await states(one)).toEqual(HELD);
  });

  it('what both ask for is dropped when both are cancelled', async () => {
    await cancel(one);
    expect(await cancel(other)).toBe(2);
    await goOn();
    expect(await states(one)).toEqual(DROPPED);
  });
});

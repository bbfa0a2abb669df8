import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { BuildImage } from '../build/build-image.handler.js';
import { CancelCascade, PauseCascade, ResumeCascade } from './cascade-commands.handler.js';
import { givenCascades } from './cascade-world.fixture.js';

const { builder, stands, publish, context, list, newest, states } = givenCascades();
const bus = () => builder.app.get(CommandBus);
const pause = (name: string, id?: string): Promise<number> =>
  bus().execute(new PauseCascade(name, 'at three', context(id)));
const resume = (name: string, id?: string): Promise<number> => bus().execute(new ResumeCascade(name, context(id)));
const cancel = (name: string): Promise<number> => bus().execute(new CancelCascade(name, 'not today', context()));

beforeEach(async () => {
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

  it.each([
    ['dropped', cancel, DROPPED],
    ['held', pause, HELD],
  ])('is not %s with a cascade', async (_how, steer, others) => {
    const { cascade } = await newest();
    await ask();
    expect(await steer(cascade)).toBe(1);
    await goOn();
    expect(await states(cascade)).toEqual({ ...others, nginx: 'built' });
  });

  it('after a cascade was cancelled is not held with another one', async () => {
    const { cascade } = await newest();
    await cancel(cascade);
    await builder.world.settle();
    await ask();
    await builder.apply({ nginx: {}, redis: { packages: ['redis'], env: { A: '1' } } });
    await pause((await newest()).cascade);
    await goOn();
    expect(await states(cascade)).toMatchObject({ nginx: 'built' });
  });
});

describe('a copy of a command that comes late', () => {
  it('does not hold a cascade that goes on again', async () => {
    const { cascade } = await newest();
    await pause(cascade, 'one');
    await resume(cascade, 'two');
    expect(await pause(cascade, 'one')).toBe(0);
    await goOn();
    expect(await states(cascade)).toEqual(BUILT);
  });

  it('does not release a cascade that is paused again', async () => {
    const { cascade } = await newest();
    await pause(cascade, 'one');
    await resume(cascade, 'two');
    await pause(cascade, 'three');
    expect(await resume(cascade, 'two')).toBe(0);
    await goOn();
    expect(await states(cascade)).toEqual(HELD);
  });
});

describe('a command that says what is so already', () => {
  const tried = async (): Promise<void> => {
    await builder.world.queue.drop('lock', 'nginx/default/prod', 'a person did');
    await builder.world.queue.retry('lock', 'nginx/default/prod');
  };

  it.each([
    ['holds', pause, HELD],
    ['drops', cancel, DROPPED],
  ])('%s nothing that a person had tried again since', async (_how, steer, others) => {
    const { cascade } = await newest();
    await steer(cascade);
    await tried();
    expect(await steer(cascade)).toBe(0);
    await goOn();
    expect(await states(cascade)).toEqual({ ...others, nginx: 'built' });
  });

  it('changes nothing by a copy of it either', async () => {
    const { cascade } = await newest();
    await pause(cascade, 'one');
    await tried();
    expect(await pause(cascade, 'one')).toBe(0);
  });
});

describe('of two cascades that ask for the same lines, before rows say what became of one,', () => {
  let [one, other] = ['', ''];

  beforeEach(async () => {
    await publish({ nginx: '1.2', redis: '7.1' });
    [other = '', one = ''] = (await list()).map(({ cascade }) => cascade);
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

  it.each([
    ['cancelled', cancel],
    ['paused', pause],
  ])('what goes on again is not held when the other one is %s once more', async (_how, steer) => {
    await steer(other);
    await builder.world.settle();
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

import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { headLocks, type HeadLockRow } from '@quench/builder-domain';
import type { CascadeFinished } from '@quench/contracts';
import { BuildImage } from '../build/build-image.handler.js';
import { PAGE_LINES } from './cascade-progress.js';
import { givenCascades } from './cascade-world.fixture.js';

const { builder, stands, publish, list, newest, show, states } = givenCascades();
const REDIS = { redis: { packages: ['redis'] } };
const NGINX = { image: 'nginx', versionStream: 'default', variant: 'prod' };

/** Lets running cascades be looked at; nothing but their work asks meanwhile about heads of lines. @returns those asked about */
const look = async (): Promise<readonly (readonly string[])[]> => {
  const { models, queue } = builder.world;
  const asked: (readonly string[])[] = [];
  const own = models.getMany.bind(models);
  models.getMany = (model, keys) => {
    if (model === headLocks.name) asked.push(keys);
    return own(model, keys);
  };
  await queue.enqueue([{ kind: 'cascade', key: 'running' }], { causes: [], correlationId: 'look' });
  await builder.world.pass(1_000);
  models.getMany = own;
  return asked;
};
const goOn = async (): Promise<void> => {
  stands.clear();
  await builder.world.settle();
  await builder.world.pass(1_000);
};
const ends = async (): Promise<number> => (await builder.world.facts<CascadeFinished>('CascadeFinished')).length;

describe('a cascade of more lines than are asked about together', () => {
  it('does not end while the last of them is open', async () => {
    const more = Array.from({ length: PAGE_LINES - 1 }, (_, at) => [`image-${String(at)}`, { packages: ['nginx'] }]);
    await builder.apply({ ...Object.fromEntries(more), nginx: {}, ...REDIS });
    await builder.world.pass(1_000);
    stands.add('build');
    await publish({ nginx: '1.0', redis: '7.1' });
    const { cascade } = await newest();
    const { lines } = await show(cascade);
    expect([lines.length, lines.at(-1)]).toEqual([
      PAGE_LINES + 1,
      { line: 'redis/default/prod', revision: 2, state: 'building' },
    ]);
    await look();
    expect((await newest()).phase).toBe('running');
    await goOn();
    expect(await newest()).toMatchObject({ phase: 'finished', changed: 1, unchanged: PAGE_LINES, failed: [] });
  });
});

describe('a cascade, one line of which was open when it was looked at,', () => {
  let cascade = '';

  beforeEach(async () => {
    stands.add('build');
    await publish({ nginx: '1.1', redis: '7.1' });
    ({ cascade } = await newest());
    expect(await look()).toEqual([['nginx/default/prod', 'redis/default/prod']]);
  });

  it('is not looked at any further while that is open', async () => {
    expect([await look(), await look()]).toEqual([[['nginx/default/prod']], [['nginx/default/prod']]]);
  });

  it('ends when that and the others are built', async () => {
    await goOn();
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 2, unchanged: 0, failed: [] });
  });

  it('waits for the others when that leaves the catalog, and then for one of these', async () => {
    await builder.apply(REDIS);
    await look();
    expect(await states(cascade)).toEqual({ nginx: 'retired', redis: 'building' });
    expect(await look()).toEqual([['redis/default/prod']]);
    await goOn();
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 1, unchanged: 1, failed: [] });
  });

  it('waits for the others when that fails', async () => {
    const head = await builder.world.models.get<HeadLockRow>(headLocks.name, 'nginx/default/prod');
    await builder.world.queue.drop('build', head?.recipes[0]?.recipe ?? '', 'a person did');
    await look();
    expect([await states(cascade), await look()]).toEqual([
      { nginx: 'failed', redis: 'building' },
      [['redis/default/prod']],
    ]);
    await goOn();
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 1, failed: ['nginx/default/prod'] });
  });

  it('goes on when a person has that locked again', async () => {
    await builder.app.get(CommandBus).execute(new BuildImage(NGINX, 'somebody'));
    await look();
    expect(await states(cascade)).toEqual({ nginx: 'building', redis: 'building' });
    await goOn();
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 2, failed: [] });
  });

  it('leaves that to the cascade that has it locked once more', async () => {
    await publish({ nginx: '1.2', redis: '7.1' });
    await look();
    expect(await states(cascade)).toEqual({ nginx: 'built', redis: 'building' });
    const before = await ends();
    await goOn();
    expect((await list()).slice(0, 2)).toMatchObject([
      { phase: 'finished', changed: 1, unchanged: 1 },
      { phase: 'finished', changed: 2, unchanged: 0 },
    ]);
    expect((await ends()) - before).toBe(2);
  });
});

import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { headLocks, type HeadLockRow } from '@quench/builder-domain';
import { IntegrityFault } from '@quench/kernel';
import { BuildImage } from '../build/build-image.handler.js';
import { givenCascades } from './cascade-world.fixture.js';

const { builder, stands, publish, newest, states } = givenCascades();
const NGINX = { image: 'nginx', versionStream: 'default', variant: 'prod' };

const IMAGE = { kind: 'image', key: 'nginx/default/prod' };

/** nginx has another lock, whose builds and image stand; work for an earlier image was given up. @returns the cascade */
const givenUpBefore = async (): Promise<string> => {
  stands.add('build').add('image');
  await builder.world.queue.enqueue([IMAGE], { causes: ['earlier'], correlationId: 'earlier' });
  await builder.world.queue.drop(IMAGE.kind, IMAGE.key, 'a person did');
  await publish({ nginx: '1.1', redis: '7.0' });
  return (await newest()).cascade;
};

/** What is asked for is built right after the n-th answer of queue or store. */
const buildAfter = (answers: number): void => {
  const { queue, stores } = builder.world;
  const own = { states: queue.states.bind(queue), readMany: stores.builder.readMany.bind(stores.builder) };
  let given = 0;
  const answered = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const known = await answer;
    if (++given === answers) {
      stands.delete('build');
      await builder.world.settle();
    }
    return known;
  };
  queue.states = (...asked) => answered(own.states(...asked));
  stores.builder.readMany = (...asked) => answered(own.readMany(...asked));
};

describe('a line, work for an earlier image of which was given up,', () => {
  it.each([1, 2, 3])('is not called failed when its last build ends after answer %d', async (answers) => {
    const cascade = await givenUpBefore();
    buildAfter(answers);
    expect(await states(cascade)).toMatchObject({ nginx: 'building' });
    expect(stands.has('build')).toBe(false);
  });
});

describe('a line, the image of which was given up,', () => {
  it('is being built while a build is under way that may ask for it, although that was built before', async () => {
    const cascade = await givenUpBefore();
    stands.delete('build');
    await builder.world.settle();
    await builder.world.queue.drop(IMAGE.kind, IMAGE.key, 'a person did');
    expect(await states(cascade)).toMatchObject({ nginx: 'failed' });
    stands.add('build');
    const head = await builder.world.models.get<HeadLockRow>(headLocks.name, IMAGE.key);
    const recipe = { kind: 'build', key: head?.recipes[0]?.recipe ?? '' };
    await builder.world.queue.enqueue([recipe], { causes: ['another'], correlationId: 'another' });
    expect(await states(cascade)).toMatchObject({ nginx: 'building' });
    stands.clear();
    await builder.world.settle();
    expect(await states(cascade)).toMatchObject({ nginx: 'built' });
  });
});

describe('a line, a build of which failed,', () => {
  it('is being built once somebody asks for it again', async () => {
    builder.world.newestFile = () => {
      throw new IntegrityFault('content-other', 'The bytes are others');
    };
    await publish({ nginx: '1.1', redis: '7.0' });
    const { cascade } = await newest();
    expect(await states(cascade)).toMatchObject({ nginx: 'failed' });
    stands.add('build');
    await builder.app.get(CommandBus).execute(new BuildImage(NGINX, 'somebody'));
    await builder.world.settle();
    expect(await states(cascade)).toMatchObject({ nginx: 'building' });
  });
});

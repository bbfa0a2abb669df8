import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Service } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { DistributorModule } from '../distributor.module.js';
import { PublishResync } from './publish.resync.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let image: StoryImage;

/** Starts the service without its reactors: every message is lost. */
beforeEach(async () => {
  world = new StoryWorld();
  app = await world.open(DistributorModule);
  const { projections, workers } = app.get(Service);
  world.start({ name: 'distributor', projections, workers, reactors: [], resyncs: [], gauges: [] });
  story = world.story('nginx');
  image = await story.build('a', { bytes: Buffer.from('layer'), diffId: `sha256:${'0'.repeat(64)}` });
  await world.tell(...(await story.accepted()), ...story.revision(1, image));
});

const resync = async (): Promise<readonly string[]> => {
  await app.get(PublishResync).run();
  await world.settle();
  return world.recorded();
};

describe('resync', () => {
  it('asks for nothing that is not ready', async () => {
    await resync();
    expect(await world.queue.list({ limit: 10 })).toStrictEqual([]);
  });

  it('publishes an approved head whose messages were lost, once', async () => {
    await world.tell(await story.approved(image));
    expect(await world.recorded()).toStrictEqual([]);
    const published = ['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1'];
    expect(await resync()).toStrictEqual(published);
    expect(await resync()).toStrictEqual(published);
  });

  it('retires the channels of a definition that is gone', async () => {
    await world.tell(await story.approved(image));
    await resync();
    await world.tell(story.retired());
    expect((await resync()).at(-1)).toBe('ChannelRetired latest');
  });
});

import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { sha256 } from '@quench/kernel';
import { Service } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { FreezeChannel } from '../channels/channel-commands.handler.js';
import { DistributorModule } from '../distributor.module.js';
import { PublishResync } from './publish.resync.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let image: StoryImage;
const layerOf = (text: string) => ({ bytes: Buffer.from(text), diffId: sha256(text) });

/** Starts the service without its reactors: every message is lost. */
beforeEach(async () => {
  world = new StoryWorld();
  app = await world.open(DistributorModule);
  const { projections, workers } = app.get(Service);
  world.start({ name: 'distributor', projections, workers, reactors: [], resyncs: [], gauges: [] });
  story = world.story('nginx');
  image = await story.build('a', layerOf('first'));
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

  it('signs an approved head although its channels are frozen, as they do not say that it is', async () => {
    await world.tell(await story.approved(image));
    await resync();
    const latest = { repository: 'nginx', tag: 'latest' };
    await app.get(CommandBus).execute(new FreezeChannel(latest, 'audit', world.context()));
    const next = await story.build('b', layerOf('other'));
    await world.tell(...story.revision(2, next), await story.approved(next));
    const before = (await world.recorded()).length;
    expect((await resync()).slice(before)).toStrictEqual(['ImageSigned', 'ImageAttested']);
    expect((await resync()).slice(before)).toHaveLength(2);
  });

  it('retires the channels of a definition that is gone', async () => {
    await world.tell(await story.approved(image));
    await resync();
    await world.tell(story.retired());
    expect((await resync()).at(-1)).toBe('ChannelRetired latest');
  });
});

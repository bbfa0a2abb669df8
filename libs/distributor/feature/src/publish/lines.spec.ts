import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { AcceptedLine, LineOfImage } from '@quench/contracts';
import { PublishedContent } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { MoveChannel } from '../channels/channel-commands.handler.js';
import { DistributorModule } from '../distributor.module.js';
import { Images } from '../images/images.handler.js';
import { build } from '../two-images.fixture.js';
import { PublishResync } from './publish.resync.js';

const OLD = { versionStream: '22', variant: 'prod' };
const YOUNG = { versionStream: '24', variant: 'prod' };
const DEV = { versionStream: '24', variant: 'dev' };
const END = { endOfLife: '2027-04-30' };

let world: StoryWorld;
let app: INestApplicationContext;
let old: LineStory;
let young: LineStory;
let dev: LineStory;

beforeEach(async () => {
  world = new StoryWorld();
  app = await world.open(DistributorModule);
  [old, young, dev] = [OLD, YOUNG, DEV].map((line) => world.story('nodejs', {}, line)) as [
    LineStory,
    LineStory,
    LineStory,
  ];
});
afterEach(() => app.close());

const define = async (lines: readonly AcceptedLine[], retiredLines?: readonly LineOfImage[], test?: string) =>
  world.tell(await old.defined({ lines, ...(retiredLines && { retiredLines }) }, test));
/** Locks, builds and approves an image of a line. */
const release = async (story: LineStory, channels: readonly string[], revision = 1): Promise<StoryImage> => {
  const image = await build(story, `${story.line.versionStream} ${story.line.variant} ${String(revision)}`);
  await world.tell(...story.revision(revision, image, channels), await story.planned(), await story.approved(image));
  return image;
};
const assigned = (story: LineStory, revision: number, channels: readonly string[]) => ({
  type: 'builder.ChannelsAssigned.v1',
  data: { ...story.line, revision, channels },
});
const resolve = (tag: string) => app.get(PublishedContent).resolve('nodejs', tag);
const recorded = () => world.recorded();
const refusals = async () => (await recorded()).filter((text) => text.startsWith('PublicationRefused'));

describe('the lines of an image', () => {
  beforeEach(() => define([OLD, YOUNG, DEV]));

  it('are published each in its own channels and under its own name', async () => {
    const images = [
      await release(old, ['22']),
      await release(young, ['24', 'latest']),
      await release(dev, ['24-dev', 'latest-dev']),
    ];
    const tags = ['22', 'latest', 'latest-dev', '22-1.2.3-r1', '24-1.2.3-r1', '24-dev-1.2.3-r1'];
    const [a, b, c] = images.map(({ index }) => index);
    expect(await Promise.all(tags.map(resolve))).toEqual([a, b, c, a, b, c]);
    const rows = await app.get(QueryBus).execute(new Images());
    expect(rows.map(({ versionStream, variant, channels }) => [versionStream, variant, channels])).toEqual([
      ['22', 'prod', ['22']],
      ['24', 'dev', ['24-dev', 'latest-dev']],
      ['24', 'prod', ['24', 'latest']],
    ]);
  });

  it('leave each other alone: a newer revision of one moves its own channels', async () => {
    const first = await release(old, ['22']);
    await release(young, ['latest']);
    const second = await release(young, ['latest'], 2);
    expect([await resolve('22'), await resolve('latest')]).toEqual([first.index, second.index]);
    expect(await recorded()).not.toContain('ChannelRetired 22');
  });

  it('hand a channel over, whichever of them is told first, and whatever its revision', async () => {
    await release(old, ['22', 'latest'], 5);
    const image = await release(young, ['24', 'latest']);
    expect(await resolve('latest')).not.toBe(image.index);
    await world.tell(assigned(old, 5, ['22']));
    expect(await resolve('latest')).toBe(image.index);
    expect(await recorded()).not.toContain('ChannelRetired latest');
    expect(await refusals()).toEqual([]);
  });

  it('hand a channel over with a lock that is not built yet', async () => {
    await release(old, ['22', 'latest']);
    const image = await release(young, ['24', 'latest']);
    await world.tell(old.locked(2, await build(old, 'next'), ['22']));
    expect(await resolve('latest')).toBe(image.index);
    expect(await recorded()).not.toContain('ChannelRetired 22');
  });

  it('swap their channels', async () => {
    const [a, b] = [await release(old, ['a']), await release(young, ['b'])];
    await world.tell(assigned(old, 1, ['b']), assigned(young, 1, ['a']));
    expect([await resolve('a'), await resolve('b')]).toEqual([b.index, a.index]);
  });

  it('that name one channel both tell of it, and the channel stays', async () => {
    const first = await release(old, ['latest']);
    await release(young, ['latest', '24']);
    await app.get(PublishResync).run();
    await world.settle();
    expect(await resolve('latest')).toBe(first.index);
    expect(await app.get(QueryBus).execute(new Images())).toMatchObject([
      { versionStream: '22', elsewhere: [] },
      { versionStream: '24', elsewhere: ['latest'], channels: ['24'] },
    ]);
  });
});

describe('an image of dev never enters a channel of prod', () => {
  beforeEach(() => define([YOUNG, DEV]));

  it('when its lock names one', async () => {
    const sound = await release(young, ['latest']);
    await release(dev, ['latest', 'latest-dev']);
    expect(await refusals()).toEqual(['PublicationRefused channel-of-prod']);
    expect([await resolve('latest'), await resolve('latest-dev')]).toEqual([sound.index, undefined]);
  });

  it('when its lock names one that nothing has moved yet', async () => {
    const image = await build(young, 'prod');
    await world.tell(...young.revision(1, image, ['latest']));
    await release(dev, ['latest']);
    expect(await refusals()).toEqual(['PublicationRefused channel-of-prod']);
    expect(await resolve('latest')).toBeUndefined();
  });

  it('when the line of prod is gone', async () => {
    const sound = await release(young, ['latest']);
    await define([DEV], [YOUNG], 'other');
    await release(dev, ['latest']);
    expect(await resolve('latest')).toBe(sound.index);
  });

  it('when a person rolls a channel back to what it had before it was of prod', async () => {
    const shell = await release(dev, ['edge']);
    const sound = await release(young, ['latest']);
    await world.tell(assigned(dev, 1, ['edge-dev']), assigned(young, 1, ['latest', 'edge']));
    const edge = { repository: 'nodejs', tag: 'edge' };
    const back = new MoveChannel(edge, shell.index, 'broken', world.context());
    await expect(app.get(CommandBus).execute(back)).rejects.toMatchObject({ code: 'variant-mismatch' });
    expect(await resolve('edge')).toBe(sound.index);
  });

  it('when a lock of prod names its recipe', async () => {
    const image = await build(dev, 'dev');
    await world.tell(...young.revision(1, image, ['latest']), await young.planned(), await young.approved(image));
    expect(await refusals()).toEqual(['PublicationRefused recipe-of-another-line']);
    expect(await resolve('latest')).toBeUndefined();
  });

  it('when an image of prod was judged by the rules of dev', async () => {
    const image = await build(young, 'prod');
    const { data } = await dev.planned();
    const plan = { ...Object(data), variant: 'prod' } as object;
    const { data: verdict } = await dev.approved(image);
    await world.tell(...young.revision(1, image), { type: 'builder.TestPlanLocked.v1', data: plan });
    await world.tell({ type: 'tester.ImageApproved.v1', data: { ...Object(verdict), variant: 'prod' } as object });
    expect(await refusals()).toEqual(['PublicationRefused plan-of-another-line']);
    expect(await resolve('latest')).toBeUndefined();
  });
});

describe('a line that goes', () => {
  it('retires its channels, and leaves those of others alone; what it handed out stays', async () => {
    await define([OLD, YOUNG]);
    const gone = await release(old, ['22']);
    await release(young, ['24']);
    await define([YOUNG], [OLD], 'other');
    expect((await recorded()).filter((text) => text.startsWith('ChannelRetired'))).toEqual(['ChannelRetired 22']);
    expect([await resolve('22'), await resolve('22-1.2.3-r1')]).toEqual([gone.index, gone.index]);
  });

  it('is followed by those that take over its channels', async () => {
    const single = world.story('nodejs');
    await world.tell(...(await single.accepted()));
    const before = await build(single, 'before');
    await world.tell(...single.revision(7, before, ['latest']), await single.approved(before));
    await define([YOUNG], [{ versionStream: 'default', variant: 'prod' }], 'other');
    expect(await resolve('latest')).toBe(before.index);
    const image = await build(young, 'after');
    await world.tell(
      ...young.revision(1, image, ['latest']),
      await young.planned('other'),
      await young.approved(image, 'other'),
    );
    expect(await resolve('latest')).toBe(image.index);
  });
});

describe('a version stream that has ended', () => {
  const ended = {
    type: 'builder.VersionStreamEnded.v1',
    data: { image: 'nodejs', versionStream: '22', variants: ['prod'], endOfLife: '2027-04-30', replacement: '24' },
  };
  const warning = (tag: string) => app.get(PublishedContent).warning('nodejs', tag);

  beforeEach(async () => {
    await define([{ ...OLD, ...END, replacement: '24' }, YOUNG]);
    await release(old, ['22']);
    await release(young, ['24']);
  });

  it('warns whoever pulls by one of its channels, and hands out what it has', async () => {
    expect(await warning('22')).toBeUndefined();
    const before = await resolve('22');
    await world.tell(ended);
    expect(await warning('22')).toBe('nodejs/22 ended on 2027-04-30, use nodejs/24');
    expect(await resolve('22')).toBe(before);
    expect([await warning('24'), await warning('22-1.2.3-r1'), await warning('none')]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  it('is told with its image, until its last day is moved', async () => {
    await world.tell(ended);
    expect((await app.get(QueryBus).execute(new Images()))[0]).toMatchObject({
      endedOn: '2027-04-30',
      replacement: '24',
    });
    await define([{ ...OLD, endOfLife: '2028-04-30' }, YOUNG], [], 'other');
    expect((await app.get(QueryBus).execute(new Images()))[0]).toMatchObject({ endedOn: '', replacement: '' });
    expect(await warning('22')).toBeUndefined();
  });
});

import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { openTwoImages, type TwoImages } from '../two-images.fixture.js';
import { Images } from '../images/images.handler.js';
import { FreezeChannel, MoveChannel, ThawChannel } from './channel-commands.handler.js';
import { ChannelHistory, Channels } from './channel-queries.handler.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let A: StoryImage;
let B: StoryImage;
let resolve: TwoImages['resolve'];
let publishA: TwoImages['publishA'];
let publishB: TwoImages['publishB'];

beforeEach(async () => {
  ({ world, app, story, A, B, resolve, publishA, publishB } = await openTwoImages());
});
afterEach(() => app.close());

describe('a person', () => {
  const latest = { repository: 'nginx', tag: 'latest' };
  const send = async (command: MoveChannel | FreezeChannel | ThawChannel) => {
    const events = await app.get(CommandBus).execute(command);
    await world.settle();
    return events;
  };

  it('rolls back, and the channel stays until it is thawed', async () => {
    await publishA();
    await publishB();
    await send(new MoveChannel(latest, A.index, 'broken', world.context()));
    expect(await resolve('latest')).toBe(A.index);
    expect(await app.get(QueryBus).execute(new Channels())).toMatchObject([
      { index: A.index, revision: 1, publication: '1.2.3-r1' },
    ]);
    await world.tell(story.built(2, B));
    expect(await resolve('latest')).toBe(A.index);
    await send(new ThawChannel(latest, world.context()));
    expect(await resolve('latest')).toBe(B.index);
  });

  it('rolls back because of the publication that the channel goes back to', async () => {
    await publishA();
    await publishB();
    const [back] = await send(new MoveChannel(latest, A.index, 'broken', world.context()));
    const [toA] = await app.get(QueryBus).execute(new ChannelHistory(latest));
    expect(back?.causes).toStrictEqual([toA?.event]);
  });

  it('freezes, and a newer head waits', async () => {
    await publishA();
    await send(new FreezeChannel(latest, 'audit', world.context()));
    await publishB();
    expect(await resolve('latest')).toBe(A.index);
  });

  it('freezes, and the channel outlives its definition until it is thawed', async () => {
    await publishA();
    await send(new FreezeChannel(latest, 'audit', world.context()));
    await world.tell(story.retired());
    expect((await world.recorded()).at(-1)).toBe('ChannelFrozen latest');
    await send(new ThawChannel(latest, world.context()));
    expect((await world.recorded()).slice(-2)).toStrictEqual(['ChannelThawed latest', 'ChannelRetired latest']);
    expect(await resolve('latest')).toBe(A.index);
  });

  it('reads what happened', async () => {
    await publishA();
    await send(new FreezeChannel(latest, 'audit', world.context()));
    const queries = app.get(QueryBus);
    expect(await queries.execute(new Channels())).toMatchObject([
      { repository: 'nginx', tag: 'latest', index: A.index, revision: 1, publication: '1.2.3-r1', frozen: true },
    ]);
    expect((await queries.execute(new ChannelHistory(latest))).map(({ what, by }) => [what, by.kind])).toStrictEqual([
      ['moved', 'service'],
      ['frozen', 'person'],
    ]);
    expect(await queries.execute(new Images())).toMatchObject([
      { image: 'nginx', channels: ['latest'], digest: A.index, verdict: 'approved', packages: 1 },
    ]);
  });

  it('sees of an image where its channels point, which is not always at its newest revision', async () => {
    await publishA();
    await publishB();
    await send(new MoveChannel(latest, A.index, 'broken', world.context()));
    expect(await app.get(QueryBus).execute(new Images())).toMatchObject([
      { digest: B.index, pointing: [{ tag: 'latest', digest: A.index, frozen: true, reason: 'broken' }] },
    ]);
  });
});

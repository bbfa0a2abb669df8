import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Digest, EventLike } from '@quench/kernel';
import { PublishedContent } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { MoveChannel, ThawChannel } from '../channels/channel-commands.handler.js';
import { openTwoImages, type TwoImages } from '../two-images.fixture.js';
import { unpackedWorld } from '../unpacked-world.fixture.js';
import { VerifyImage } from '../verify/verify-image.handler.js';

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

/** How many attestations the legacy form of an image has, each of which is there. */
async function attestationsOf({ index }: StoryImage): Promise<number> {
  const content = app.get(PublishedContent);
  const tag = await content.resolve('nginx', `${index.replace(':', '-')}.att`);
  const manifest = await content.manifest('nginx', tag as Digest);
  const text = Buffer.from((await manifest?.read()) ?? '').toString();
  const { layers } = JSON.parse(text) as { readonly layers: readonly { readonly digest: Digest }[] };
  for (const layer of layers) expect(await content.blob('nginx', layer.digest)).toBeDefined();
  return layers.length;
}

describe('an approved image', () => {
  it('is signed, attested and published, and only then', async () => {
    await world.tell(...story.revision(1, A));
    expect(await world.recorded()).toStrictEqual([]);
    expect(await resolve('latest')).toBeUndefined();
    expect(await world.queue.list({ limit: 9 })).toStrictEqual([]);
    await world.tell(await story.approved(A));
    expect(await world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
    expect(await resolve('latest')).toBe(A.index);
    expect(await resolve('1.2.3-r1')).toBe(A.index);
  });

  it('carries its signatures and attestations as referrers and in the legacy form', async () => {
    await publishA();
    const content = app.get(PublishedContent);
    const types = async (subject: string) =>
      (await content.referrers('nginx', subject as Digest))
        .map((one) => one.annotations['dev.sigstore.bundle.predicateType'])
        .sort();
    const all = [
      'https://cyclonedx.org/bom',
      'https://in-toto.io/attestation/test-result/v0.1',
      'https://sigstore.dev/cosign/sign/v1',
      'https://slsa.dev/provenance/v1',
      'https://spdx.dev/Document',
    ];
    expect(await types(A.index)).toStrictEqual(all);
    const child = A.platforms[0]?.manifest ?? '';
    expect(await types(child)).toStrictEqual(all);
    for (const subject of [A.index, child]) {
      for (const kind of ['sig', 'att']) {
        const digest = await resolve(`${subject.replace(':', '-')}.${kind}`);
        expect(await content.manifest('nginx', digest as Digest)).toBeDefined();
      }
    }
    expect(await content.blob('nginx', A.layer)).toBeDefined();
    expect(await content.blob('nginx', B.layer)).toBeUndefined();
  });

  it('is published once, however often it is asked for', async () => {
    const approval = await story.approved(A);
    await world.tell(...story.revision(1, A), approval);
    const before = await world.recorded();
    await world.tell(approval, story.built(1, A));
    expect(await world.recorded()).toStrictEqual(before);
  });

  it('is published because of its verdict, also when it comes back long after that', async () => {
    await publishA();
    await world.tell(story.retired());
    await world.tell(...(await story.accepted()));
    const events = await world.stores.distributor.range(0, 100);
    const moves = events.filter(({ type }) => type === 'distributor.ChannelMoved.v1');
    const [verdict] = await world.stores.tester.range(0, 100);
    expect(moves).toHaveLength(2);
    for (const { causes } of moves) {
      expect(causes).toContain(verdict?.id);
      expect(new Set(causes).size).toBe(causes.length);
    }
  });

  it('that earlier versions attested carries that, too, when it is attested again', async () => {
    await publishA();
    await app.close();
    ({ world, app } = await unpackedWorld(world));
    const said = world.story('nginx');
    await world.tell(...(await said.accepted('boot')), await said.approved(A, 'boot'));
    expect((await world.recorded()).at(-1)).toBe('ImageAttested');
    const { ok } = await app.get(QueryBus).execute(new VerifyImage('nginx:latest'));
    expect([ok, await attestationsOf(A)]).toStrictEqual([true, 5]);
  });

  it('is attested again, and not signed again, for a new plan', async () => {
    await publishA();
    await world.tell(...(await story.accepted('boot')));
    expect(await world.recorded()).toHaveLength(3);
    await world.tell(await story.approved(A, 'boot'));
    expect((await world.recorded()).slice(3)).toStrictEqual(['ImageAttested']);
    expect(await app.get(PublishedContent).referrers('nginx', A.index)).toHaveLength(6);
    expect(await attestationsOf(A)).toBe(5);
  });
});

describe('the head', () => {
  it('that is rejected leaves the channel where it is', async () => {
    await publishA();
    await world.tell(...story.revision(2, B), await story.rejected(B));
    expect(await resolve('latest')).toBe(A.index);
  });

  it('takes the channel along', async () => {
    await publishA();
    await publishB();
    expect(await resolve('latest')).toBe(B.index);
    expect(await resolve('1.2.3-r1')).toBe(A.index);
    expect(await resolve('1.2.3-r2')).toBe(B.index);
  });

  it('that has an older image again moves the channel back without signing again', async () => {
    await publishA();
    await publishB();
    await world.tell(...story.revision(3, A));
    expect(await resolve('latest')).toBe(A.index);
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 3');
    expect((await world.recorded()).filter((line) => line === 'ImageSigned')).toHaveLength(2);
  });

  it('is not overtaken by a superseded revision that is approved late', async () => {
    await world.tell(...story.revision(1, A), ...story.revision(2, B));
    await world.tell(await story.approved(A));
    expect(await world.recorded()).toStrictEqual([]);
    await world.tell(await story.approved(B));
    expect(await resolve('latest')).toBe(B.index);
  });

  it('with other tags retires those that it no longer names, which stay where they are', async () => {
    await publishA();
    await world.tell(...story.revision(2, B, ['1', '2']), await story.approved(B));
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await resolve('latest')).toBe(A.index);
    expect(await resolve('2')).toBe(B.index);
  });

  it('of a retired definition retires the channels, which stay where they are', async () => {
    await publishA();
    await world.tell(story.retired());
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await resolve('latest')).toBe(A.index);
    expect(await resolve('1.2.3-r1')).toBe(A.index);
  });
});

describe('an image that comes back after its definition was retired', () => {
  const comesBack = async (test?: string): Promise<readonly EventLike[]> => {
    await publishA();
    await world.tell(story.retired());
    const [accepted, planned] = await story.accepted(test);
    await world.tell(accepted as EventLike);
    return [planned as EventLike];
  };

  it('with another definition is not handed out before a revision that was locked for that is approved', async () => {
    const planned = await comesBack('boot');
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    await world.tell(story.locked(2, B), ...planned, story.built(2, B));
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    await world.tell(await story.approved(B, 'boot'));
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 2');
  });

  it('with another definition that locks the same is handed out once that is known', async () => {
    await world.tell(...story.revision(1, A), await story.approved(A), await story.approved(A, 'boot'));
    const planned = await comesBack('boot');
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    await world.tell(...planned);
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 1');
  });

  it('with its old definition is handed out at once', async () => {
    await comesBack();
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 1');
  });

  it('does not go from a rollback to what was rolled back', async () => {
    await publishA();
    await publishB();
    const latest = { repository: 'nginx', tag: 'latest' };
    const commands = app.get(CommandBus);
    await commands.execute(new MoveChannel(latest, A.index, 'broken', world.context()));
    await world.tell(story.retired());
    await commands.execute(new ThawChannel(latest, world.context()));
    await world.settle();
    const [accepted] = await story.accepted('boot');
    await world.tell(accepted as EventLike);
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await resolve('latest')).toBe(A.index);
  });
});

describe('an image whose definition changes', () => {
  it('is handed out as it was until the new one is approved', async () => {
    await publishA();
    const [accepted, planned] = await story.accepted('boot');
    await world.tell(accepted as EventLike, story.locked(2, B), planned as EventLike, story.built(2, B));
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 1');
    await world.tell(await story.approved(B, 'boot'));
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 2');
  });
});

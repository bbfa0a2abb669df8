import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Digest } from '@quench/kernel';
import { PublishedContent, Service } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { DistributorModule } from '../distributor.module.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let [A, B]: StoryImage[] = [];
const image = (of: StoryImage | undefined): StoryImage => of as StoryImage;
const build = (content: string): Promise<StoryImage> =>
  story.build(content, { bytes: Buffer.from(content), diffId: `sha256:${'0'.repeat(64)}` });
const resolve = (tag: string): Promise<Digest | undefined> => app.get(PublishedContent).resolve('nginx', tag);

beforeEach(async () => {
  world = new StoryWorld();
  app = await Test.createTestingModule({ imports: [world.ports(), DistributorModule] }).compile();
  await app.init();
  world.start(app.get(Service));
  story = world.story('nginx');
  [A, B] = [await build('a'), await build('b')];
  await world.tell(...(await story.accepted()));
});
afterEach(() => app.close());

const publishA = async () => {
  await world.tell(...story.revision(1, image(A)), await story.approved(image(A)));
};
const publishB = async () => {
  await world.tell(...story.revision(2, image(B)), await story.approved(image(B)));
};

describe('an approved image', () => {
  it('is signed, attested and published, and only then', async () => {
    await world.tell(...story.revision(1, image(A)));
    expect(await world.recorded()).toStrictEqual([]);
    expect(await resolve('latest')).toBeUndefined();
    await world.tell(await story.approved(image(A)));
    expect(await world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
    expect(await resolve('latest')).toBe(image(A).index);
    expect(await resolve('1.2.3-r1')).toBe(image(A).index);
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
    expect(await types(image(A).index)).toStrictEqual(all);
    const child = image(A).platforms[0]?.manifest ?? '';
    expect(await types(child)).toStrictEqual(all);
    for (const subject of [image(A).index, child]) {
      for (const kind of ['sig', 'att']) {
        const digest = await resolve(`${subject.replace(':', '-')}.${kind}`);
        expect(await content.manifest('nginx', digest as Digest)).toBeDefined();
      }
    }
    expect(await content.hasBlob('nginx', image(A).layer)).toBe(true);
    expect(await content.hasBlob('nginx', image(B).layer)).toBe(false);
  });

  it('is published once, however often it is asked for', async () => {
    const approval = await story.approved(image(A));
    await world.tell(...story.revision(1, image(A)), approval);
    const before = await world.recorded();
    await world.tell(approval, story.built(1, image(A)));
    expect(await world.recorded()).toStrictEqual(before);
  });

  it('is attested again, and not signed again, for a new plan', async () => {
    await publishA();
    await world.tell(...(await story.accepted('boot')));
    expect(await world.recorded()).toHaveLength(3);
    await world.tell(await story.approved(image(A), 'boot'));
    expect((await world.recorded()).slice(3)).toStrictEqual(['ImageAttested']);
    const referrers = await app.get(PublishedContent).referrers('nginx', image(A).index);
    expect(referrers).toHaveLength(6);
  });
});

describe('the head', () => {
  it('that is rejected leaves the channel where it is', async () => {
    await publishA();
    await world.tell(...story.revision(2, image(B)), await story.rejected(image(B)));
    expect(await resolve('latest')).toBe(image(A).index);
  });

  it('takes the channel along', async () => {
    await publishA();
    await publishB();
    expect(await resolve('latest')).toBe(image(B).index);
    expect(await resolve('1.2.3-r1')).toBe(image(A).index);
    expect(await resolve('1.2.3-r2')).toBe(image(B).index);
  });

  it('that has an older image again moves the channel back without signing again', async () => {
    await publishA();
    await publishB();
    await world.tell(...story.revision(3, image(A)));
    expect(await resolve('latest')).toBe(image(A).index);
    expect((await world.recorded()).at(-1)).toBe('ChannelMoved latest 3');
    expect((await world.recorded()).filter((line) => line === 'ImageSigned')).toHaveLength(2);
  });

  it('is not overtaken by a superseded revision that is approved late', async () => {
    await world.tell(...story.revision(1, image(A)), ...story.revision(2, image(B)));
    await world.tell(await story.approved(image(A)));
    expect(await world.recorded()).toStrictEqual([]);
    await world.tell(await story.approved(image(B)));
    expect(await resolve('latest')).toBe(image(B).index);
  });

  it('with other tags retires those that it no longer names, which stay where they are', async () => {
    await publishA();
    await world.tell(...story.revision(2, image(B), ['1', '2']), await story.approved(image(B)));
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await resolve('latest')).toBe(image(A).index);
    expect(await resolve('2')).toBe(image(B).index);
  });

  it('of a retired definition retires the channels, which stay where they are', async () => {
    await publishA();
    await world.tell(story.retired());
    expect((await world.recorded()).at(-1)).toBe('ChannelRetired latest');
    expect(await resolve('latest')).toBe(image(A).index);
    expect(await resolve('1.2.3-r1')).toBe(image(A).index);
  });
});

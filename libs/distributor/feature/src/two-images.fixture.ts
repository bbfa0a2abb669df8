import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import type { Digest } from '@quench/kernel';
import { PublishedContent } from '@quench/ports';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { DistributorModule } from './distributor.module.js';

/** A distributor at work in memory that knows a definition of nginx, and two images that were built but not told of. */
export interface TwoImages {
  readonly world: StoryWorld;
  readonly app: INestApplicationContext;
  readonly story: LineStory;
  readonly A: StoryImage;
  readonly B: StoryImage;
  /** What a tag of nginx leads to. */
  resolve(tag: string): Promise<Digest | undefined>;
  /** Tells that A is revision 1, and approved. */
  publishA(): Promise<void>;
  /** Tells that B is revision 2, and approved. */
  publishB(): Promise<void>;
}

export async function openTwoImages(): Promise<TwoImages> {
  const world = new StoryWorld();
  const app = await world.open(DistributorModule);
  const story = world.story('nginx');
  const [A, B] = [await build(story, 'a'), await build(story, 'b')];
  await world.tell(...(await story.accepted()));
  const publish = async (revision: number, image: StoryImage): Promise<void> =>
    world.tell(...story.revision(revision, image), await story.approved(image));
  return {
    ...{ world, app, story, A, B },
    resolve: (tag) => app.get(PublishedContent).resolve('nginx', tag),
    publishA: () => publish(1, A),
    publishB: () => publish(2, B),
  };
}

/** An image whose layer is a text. */
export const build = (story: LineStory, content: string): Promise<StoryImage> =>
  story.build(content, { bytes: Buffer.from(content), diffId: `sha256:${'0'.repeat(64)}` });

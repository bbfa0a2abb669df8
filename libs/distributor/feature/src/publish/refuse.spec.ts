import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { readEnvelope, readStatement } from '@quench/contracts';
import { provenanceOf } from '@quench/distributor-domain';
import { digest, type Digest, type EventLike } from '@quench/kernel';
import { Documents, PublishedContent } from '@quench/ports';
import { InMemorySigner, StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { openTwoImages, type TwoImages } from '../two-images.fixture.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let A: StoryImage;
let B: StoryImage;
let resolve: TwoImages['resolve'];

beforeEach(async () => {
  ({ world, app, story, A, B, resolve } = await openTwoImages());
});
afterEach(() => app.close());

/** What the builder said of the run that made an image. */
async function provenanceRun(of: StoryImage) {
  const envelope = digest(of.platforms[0]?.provenance ?? '');
  const text = Buffer.from(await world.content.read(envelope, { maxBytes: 1_000_000 })).toString('utf8');
  const run = provenanceOf(readStatement(readEnvelope(text).payload))?.runDetails;
  return run ?? { byproducts: [] };
}

describe('nothing is published', () => {
  const refuses = async (code: string) => {
    expect(await world.recorded()).toStrictEqual([`PublicationRefused ${code}`]);
    expect(await resolve('latest')).toBeUndefined();
    expect(await app.get(PublishedContent).hasRepository('nginx')).toBe(false);
  };

  it('for an approval that the tester did not sign', async () => {
    const forger = world.story('nginx', { tester: new InMemorySigner('tester') });
    await world.tell(...story.revision(1, A), await forger.approved(A));
    await refuses('signature-invalid');
  });

  it('for a provenance that the builder did not sign', async () => {
    const forger = world.story('nginx', { builder: new InMemorySigner('builder') });
    const forged = await forger.build('a', { bytes: Buffer.from('miner'), diffId: `sha256:${'0'.repeat(64)}` });
    await world.tell(...story.revision(1, forged), await story.approved(forged));
    await refuses('signature-invalid');
  });

  it('when a provenance and a verdict are taken from other bytes', async () => {
    const [platform] = A.platforms;
    const swapped = {
      ...A,
      platforms: [{ ...platform, provenance: B.platforms[0]?.provenance }],
    } as StoryImage;
    await world.tell(...story.revision(1, swapped), await story.approved(A));
    await refuses('provenance-mismatch');
  });

  it('when a blob was swapped', async () => {
    world.content.damage(A.layer, Buffer.from('x'));
    await world.tell(...story.revision(1, A), await story.approved(A));
    await refuses('blob-mismatch');
  });

  it('when a manifest was swapped', async () => {
    world.content.damage(A.platforms[0]?.manifest as Digest, Buffer.from('{}'));
    await world.tell(...story.revision(1, A), await story.approved(A));
    await refuses('content-corrupt');
  });

  it('when a bill of materials is gone', async () => {
    const { byproducts } = await provenanceRun(A);
    for (const { digest } of byproducts) world.content.damage(`sha256:${digest.sha256}`, Buffer.from('{}'));
    await world.tell(...story.revision(1, A), await story.approved(A));
    await refuses('content-corrupt');
  });

  it.each(['{"manifests":[null]}', '{"manifests":[{}]}', '{"mediaType":"a\\nb: c","manifests":[]}', '[]', 'null', '{'])(
    'for the index %s',
    async (text) => {
      const { digest: index } = await world.content.write(Buffer.from(text));
      const hostile = { ...A, index };
      await world.tell(...story.revision(1, hostile), await story.approved(hostile));
      await refuses('document-malformed');
    },
  );

  it('when an approval is claimed with the statement of a rejection', async () => {
    const { data } = (await story.rejected(A)) as { data: object };
    await world.tell(...story.revision(1, A), { type: 'tester.ImageApproved.v1', data });
    await refuses('verdict-not-passed');
  });
});

it('a policy of a newer format is left to a newer version, at no cost', async () => {
  const policy = await new Documents(world.content).write({ format: 9, waive: [] });
  const newer = (event: EventLike): EventLike =>
    'policy' in (event.data as object) ? { ...event, data: { ...(event.data as object), policy } } : event;
  await world.tell(...(await story.accepted()).map(newer));
  await world.tell(...story.revision(1, A), newer(await story.approved(A)));
  expect(await world.recorded()).toStrictEqual([]);
  const reason = expect.stringMatching(/^format-newer: the policy of nginx.*: it has format 9/);
  expect(await world.queue.list({ limit: 9 })).toMatchObject([{ state: 'queued', attempts: 0, reason }]);
});

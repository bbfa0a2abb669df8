import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { complete, type CompleteRecords, type Seal } from '@quench/distributor-domain';
import { sha256, type Digest } from '@quench/kernel';
import { Service, type Claim } from '@quench/ports';
import { StoryWorld, type StoryImage } from '@quench/testing';
import { DistributorModule } from '../distributor.module.js';
import { Evidence, type Judged } from './evidence.js';
import { ImageLines } from './image-lines.js';
import { KeptSeal } from './kept-seal.js';

const LEASE_MS = 1_000;
const NOWHERE = sha256('nowhere');
let world: StoryWorld;
let app: INestApplicationContext;
let image: StoryImage;
let records: CompleteRecords;
let judged: Judged;

beforeEach(async () => {
  world = new StoryWorld();
  app = await world.open(DistributorModule);
  const service = app.get(Service);
  world.start({ ...service, name: service.name, workers: [] });
  const story = world.story('nginx');
  image = await story.build('a', { bytes: Buffer.from('layer'), diffId: `sha256:${'0'.repeat(64)}` });
  await world.tell(...(await story.accepted()), ...story.revision(1, image), await story.approved(image));
  const lines = app.get(ImageLines);
  const [said = {}] = await lines.records([story.line], await lines.of(['nginx']));
  const found = complete(said);
  if ('missing' in found) throw new Error(found.missing.detail);
  ({ records } = found);
  const proofs = await app.get(Evidence).proofs(records);
  judged = { proofs, bills: await app.get(Evidence).bills(proofs) };
});

const claim = async (): Promise<Claim> => {
  const claimed = await world.queue.claim({ kind: 'publish', worker: 'test', leaseMs: LEASE_MS });
  if (claimed === undefined) throw new Error('Nothing to claim');
  return claimed;
};
const seal = async (claimed: Claim): Promise<Seal> => (await app.get(KeptSeal).seal(claimed, records, judged)).seal;

describe('a seal', () => {
  it('is taken from the work item when the work is tried again', async () => {
    const first = await seal(await claim());
    world.queue.advance(2 * LEASE_MS);
    const again = await claim();
    expect(again.effect).toMatchObject({ state: 'confirmed', request: { index: image.index } });
    expect(await seal(again)).toStrictEqual(first);
  });

  it.each([
    ['a pack', { packed: NOWHERE }],
    ['a manifest that lay by itself', { packed: undefined, manifests: [{ subject: NOWHERE, signatures: [NOWHERE] }] }],
  ])('is made anew when %s is no longer there', async (_, of) => {
    const first = await seal(await claim());
    world.queue.advance(2 * LEASE_MS);
    const again = await claim();
    const lost = { ...first, signed: { ...first.signed, ...of } };
    const effect = {
      ...again.effect,
      state: 'confirmed',
      request: JSON.parse(JSON.stringify({ index: image.index, seal: lost })),
    } as const;
    const second = await seal({ ...again, effect });
    expect(second).not.toStrictEqual(first);
    expect(await world.content.stat(second.signed?.packed as Digest)).toBeDefined();
    expect(second.signed?.manifests).toHaveLength(2);
  });

  it('of another image that was intended and not settled does not keep this one from being published', async () => {
    await world.queue.intend(await claim(), { index: image.index.replace(/.$/, 'x'), seal: {} });
    world.queue.advance(2 * LEASE_MS);
    world.start(app.get(Service));
    await world.settle();
    expect(await world.recorded()).toContain('ChannelMoved latest 1');
  });

  it('that was intended and not settled does not keep the work from ending without one', async () => {
    await world.queue.intend(await claim(), { index: image.index, seal: {} });
    world.queue.advance(2 * LEASE_MS);
    await world.tell(world.story('nginx').retired());
    world.start(app.get(Service));
    await world.settle();
    expect(await world.queue.list({ kinds: ['publish'], limit: 1 })).toMatchObject([{ state: 'done' }]);
  });

  it('is not made for somebody who lost the claim', async () => {
    const late = await claim();
    world.queue.advance(2 * LEASE_MS);
    await claim();
    await expect(seal(late)).rejects.toMatchObject({ name: 'TransientFault', code: 'claim-lost' });
  });
});

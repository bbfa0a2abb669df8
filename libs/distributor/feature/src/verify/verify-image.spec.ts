import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { imageStream, mediaTypes, type ImageAttested, type ImageSigned, type OciManifest } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { StoryWorld, type LineStory, type StoryImage } from '@quench/testing';
import { DistributorModule } from '../distributor.module.js';
import { ShapedDocuments } from '../shaped-documents.js';
import { unpackedWorld } from '../unpacked-world.fixture.js';
import { VerifyImage, type Verification } from './verify-image.handler.js';

let world: StoryWorld;
let app: INestApplicationContext;
let story: LineStory;
let image: StoryImage;

const verify = (reference: string): Promise<Verification> => app.get(QueryBus).execute(new VerifyImage(reference));
const failing = async () => (await verify('nginx:latest')).checks.filter(({ ok }) => !ok).map(({ name }) => name);

/** Everything that the distributor recorded of one type. */
async function recorded<Data>(type: string): Promise<readonly Data[]> {
  const events = await world.stores.distributor.range(0, 1_000);
  return events.filter((event) => event.type === type).map(({ data }) => data as Data);
}

/** Goes on in a world as earlier versions left it. */
async function reopen(): Promise<void> {
  await app.close();
  ({ world, app } = await unpackedWorld(world));
}

const policy = async () => (await verify('nginx:latest')).checks.find(({ name }) => name === 'policy')?.why;

beforeEach(async () => {
  world = new StoryWorld();
  app = await world.open(DistributorModule);
  story = world.story('nginx');
  image = await story.build('a', { bytes: Buffer.from('layer'), diffId: `sha256:${'0'.repeat(64)}` });
  const told = [...(await story.accepted()), ...story.revision(1, image), await story.approved(image)];
  await world.tell(...told);
});
afterEach(() => app.close());

describe('verifying an image', () => {
  it('looks at bytes, signatures, attestations, and what builder and tester signed', async () => {
    const { ok, digest, checks } = await verify('nginx:latest');
    expect(checks.filter((check) => !check.ok)).toStrictEqual([]);
    expect([ok, digest]).toStrictEqual([true, image.index]);
    const names = checks.map(({ name }) => name);
    const count = (name: string): number => names.filter((one) => one === name).length;
    expect(['content', 'signature', 'attestation', 'provenance', 'verdict', 'policy'].map(count)).toStrictEqual([
      1, 4, 10, 1, 1, 1,
    ]);
  });

  it('looks at signatures and attestations that lie by themselves, as earlier versions kept them', async () => {
    await reopen();
    const { ok, checks } = await verify('nginx:latest');
    const carried = checks.filter(({ name }) => name === 'signature' || name === 'attestation');
    expect([ok, carried.length]).toStrictEqual([true, 14]);
  });

  it('sees each swapped text that lies by itself', async () => {
    await reopen();
    const [signed] = await recorded<ImageSigned>('distributor.ImageSigned.v1');
    const [attested] = await recorded<ImageAttested>('distributor.ImageAttested.v1');
    const [bundle, legacy] = signed?.manifests[0]?.signatures as readonly Digest[];
    world.content.damage(bundle as Digest, Buffer.from('{}'));
    expect(await failing()).toStrictEqual(['signature']);
    world.content.damage(legacy as Digest, Buffer.from('{}'));
    expect(await failing()).toStrictEqual(['signature', 'signature']);
    world.content.damage(attested?.attestations[0]?.bundle as Digest, Buffer.from('{}'));
    expect(await failing()).toStrictEqual(['signature', 'signature', 'attestation']);
    const { layers } = await app.get(ShapedDocuments).json<OciManifest>(attested?.legacy[0]?.manifest ?? '');
    world.content.damage(layers[0]?.digest as Digest, Buffer.from('{}'));
    expect(await failing()).toStrictEqual(['signature', 'signature', 'attestation', 'attestation']);
  });

  it('finds the same by publication, by digest, and by a child', async () => {
    const references = ['nginx:1.2.3-r1', `nginx@${image.index}`, `nginx@${image.platforms[0]?.manifest ?? ''}`];
    for (const reference of references)
      expect(await verify(reference)).toMatchObject({ ok: true, digest: image.index });
  });

  it('of what was not published is refused', async () => {
    await expect(verify('nginx:none')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
  });

  it('sees a swapped blob', async () => {
    world.content.damage(image.layer, Buffer.from('other'));
    expect(await failing()).toStrictEqual(['content']);
  });

  it('sees swapped signatures and attestations', async () => {
    const [signed] = await recorded<ImageSigned>('distributor.ImageSigned.v1');
    world.content.damage(signed?.packed as Digest, Buffer.from('{}'));
    const all = await failing();
    expect(all.filter((name) => name === 'signature')).toHaveLength(4);
    expect(all.filter((name) => name === 'attestation')).toHaveLength(10);
    expect(all).toHaveLength(14);
  });

  it('sees that the legacy form lacks what was attested', async () => {
    const [attested] = await recorded<ImageAttested>('distributor.ImageAttested.v1');
    const { config } = await app.get(ShapedDocuments).json<OciManifest>(image.platforms[0]?.manifest ?? '');
    const empty = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: [] });
    const { digest: manifest } = await world.content.write(Buffer.from(empty));
    const data = { ...attested, legacy: [{ subject: image.index, manifest }] };
    await world.stores.distributor.append({
      ...{ stream: imageStream(image.index), expectedVersion: 2, context: world.context() },
      events: [{ type: 'distributor.ImageAttested.v1', data }],
    });
    const { checks } = await verify('nginx:latest');
    const why = expect.stringMatching(/^verification-mismatch: .* does not carry https:\/\/slsa\.dev\/provenance\/v1$/);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ name: 'attestation', of: image.index, why }]);
  });

  it('sees that the statements of builder and tester are gone', async () => {
    const [attested] = await recorded<ImageAttested>('distributor.ImageAttested.v1');
    for (const envelope of attested?.envelopes ?? []) world.content.damage(envelope as Digest, Buffer.from('{}'));
    expect(await failing()).toStrictEqual(['provenance', 'verdict']);
  });

  it('sees that other rules hold by now', async () => {
    await world.tell(...(await story.accepted('boot')));
    expect(await failing()).toStrictEqual(['policy']);
    expect(await policy()).toMatch(/^verdict-superseded: /);
    await world.tell(await story.rejected(image, 'boot'));
    expect(await policy()).toMatch(/^verdict-not-passed: Its present tests reject it: linux\/amd64\/boot$/);
  });
});

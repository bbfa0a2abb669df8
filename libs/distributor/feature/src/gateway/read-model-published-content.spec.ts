import 'reflect-metadata';
import type { ImageAttested, ImageSigned } from '@quench/contracts';
import { digest } from '@quench/kernel';
import { PublishedContent } from '@quench/ports';
import { publishedContentContract, StoryWorld } from '@quench/testing';
import { DistributorModule } from '../distributor.module.js';
import { unpackedWorld } from '../unpacked-world.fixture.js';

const published = async () => {
  const world = new StoryWorld();
  const app = await world.open(DistributorModule);
  const story = world.story('nginx');
  const image = await story.build('a', { bytes: Buffer.from('layer'), diffId: `sha256:${'0'.repeat(64)}` });
  const told = [...(await story.accepted()), ...story.revision(1, image, ['1', 'latest'])];
  await world.tell(...told, await story.approved(image));
  const events = await world.stores.distributor.range(0, 100);
  const data = <Data>(type: string): Data => events.find((event) => event.type === type)?.data as Data;
  const { manifests } = data<ImageSigned>('distributor.ImageSigned.v1');
  const { attestations } = data<ImageAttested>('distributor.ImageAttested.v1');
  const legacy = manifests.flatMap(({ subject }) =>
    ['att', 'sig'].map((kind) => `${subject.replace(':', '-')}.${kind}`),
  );
  const [first, second, ...rest] = ['1', '1.2.3-r1', 'latest', ...legacy].sort();
  const signature = manifests.find(({ subject }) => subject === image.index)?.signatures[0] ?? '';
  const bundles = attestations.filter(({ subject }) => subject === image.index).map(({ bundle }) => bundle);
  const known = {
    repository: 'nginx',
    tags: [first ?? '', second ?? '', ...rest] as const,
    manifest: image.index,
    blob: image.layer,
    referrers: [signature, ...bundles].map(digest).sort(),
  } as const;
  return { world, app, known };
};

publishedContentContract('read models', async () => {
  const { world, app, known } = await published();
  return { published: app.get(PublishedContent), content: world.content, ...known };
});

publishedContentContract('read models of what earlier versions published', async () => {
  const { world: today, known } = await published();
  const { world, app } = await unpackedWorld(today);
  return { published: app.get(PublishedContent), content: world.content, ...known };
});

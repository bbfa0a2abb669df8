import 'reflect-metadata';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DistributorModule } from '@quench/distributor-feature';
import { sha256 } from '@quench/kernel';
import { RegistryGateway } from '@quench/platform/registry-gateway';
import { PublishedContent, Service } from '@quench/ports';
import { RecordingLog, StoryWorld, whenInstalled, writeTar, type Client, type StoryImage } from '@quench/testing';
import { ClientHome } from '../catalog/stock-client.js';

const HANG_MS = 120_000;
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

const world = new StoryWorld();
let app: INestApplicationContext;
let gateway: RegistryGateway;
let home: ClientHome;
let reference: string;
let image: StoryImage;

beforeAll(async () => {
  app = await Test.createTestingModule({ imports: [world.ports(), DistributorModule] }).compile();
  await app.init();
  world.start(app.get(Service));
  gateway = new RegistryGateway(app.get(PublishedContent), world.content, new RecordingLog());
  reference = `${await gateway.listen(0)}/hello:latest`;
  home = await ClientHome.create();
  const story = world.story('hello');
  const tar = writeTar([{ path: 'hello', content: Buffer.from('hello\n') }]);
  image = await story.build('1', { bytes: gzipSync(tar), diffId: sha256(tar) }, PLATFORMS);
  await world.tell(...(await story.accepted()), ...story.revision(1, image), await story.approved(image));
}, HANG_MS);

afterAll(async () => {
  await gateway.close();
  await app.close();
  await world.content.dispose();
  await home.remove();
});

const call = (client: Client, ...args: readonly string[]): Promise<string> => home.call(client, ...args);

it('an image for two platforms is published as one', async () => {
  expect(await world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
});

whenInstalled('crane')(
  'crane finds the manifest and config of the platform that it asks for',
  async (crane) => {
    if (crane === undefined) return;
    for (const { platform, manifest } of image.platforms) {
      const flags = ['--insecure', '--platform', platform, reference];
      expect((await call(crane, 'digest', ...flags)).trim()).toBe(manifest);
      const { architecture } = JSON.parse(await call(crane, 'config', ...flags)) as { readonly architecture: string };
      expect(`linux/${architecture}`).toBe(platform);
    }
    await expect(call(crane, 'digest', '--insecure', '--platform', 'linux/s390x', reference)).rejects.toThrow();
  },
  HANG_MS,
);

whenInstalled('skopeo')(
  'skopeo finds the config of the architecture that it asks for',
  async (skopeo) => {
    if (skopeo === undefined) return;
    const inspect = ['--insecure-policy', '--override-os', 'linux'];
    for (const architecture of ['amd64', 'arm64']) {
      const flags = ['--override-arch', architecture, 'inspect', '--config', '--tls-verify=false'];
      const config = await call(skopeo, ...inspect, ...flags, `docker://${reference}`);
      expect(JSON.parse(config)).toMatchObject({ os: 'linux', architecture });
    }
  },
  HANG_MS,
);

import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { whenInstalled, type StoryImage } from '@quench/testing';
import { ServedImages } from './served-images.js';

const HANG_MS = 120_000;
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

let served: ServedImages;
let reference: string;
let image: StoryImage;

beforeAll(async () => {
  served = await ServedImages.open();
  reference = `${served.registry}/hello:latest`;
  image = await served.publish('hello', Buffer.from('hello\n'), PLATFORMS);
}, HANG_MS);

afterAll(() => served.close());

const call = (...asked: Parameters<ServedImages['call']>): Promise<string> => served.call(...asked);

it('an image for two platforms is published as one', async () => {
  expect(await served.world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
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

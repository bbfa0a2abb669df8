import { gzipSync } from 'node:zlib';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DistributorModule } from '@quench/distributor-feature';
import { sha256 } from '@quench/kernel';
import { RegistryGateway } from '@quench/platform/registry-gateway';
import { PublishedContent, Service } from '@quench/ports';
import { RecordingLog, StoryWorld, writeTar, type Client, type StoryImage } from '@quench/testing';
import { ClientHome } from '../catalog/stock-client.js';

/** A distributor that serves what it published, and a home for clients that pull it. */
export class ServedImages {
  private constructor(
    readonly world: StoryWorld,
    readonly home: ClientHome,
    /** Host and port. */
    readonly registry: string,
    private readonly app: INestApplicationContext,
    private readonly gateway: RegistryGateway,
  ) {}

  static async open(): Promise<ServedImages> {
    const world = new StoryWorld();
    const app = await Test.createTestingModule({ imports: [world.ports(), DistributorModule] }).compile();
    await app.init();
    world.start(app.get(Service));
    const gateway = new RegistryGateway(app.get(PublishedContent), new RecordingLog());
    return new ServedImages(world, await ClientHome.create(), await gateway.listen(0), app, gateway);
  }

  /** An image of one file, approved and published as its `latest`. */
  async publish(name: string, file: Buffer, platforms?: readonly string[]): Promise<StoryImage> {
    const story = this.world.story(name);
    const tar = writeTar([{ path: 'hello', content: file }]);
    const image = await story.build('1', { bytes: gzipSync(tar), diffId: sha256(tar) }, platforms);
    await this.world.tell(...(await story.accepted()), ...story.revision(1, image), await story.approved(image));
    return image;
  }

  readonly call = (client: Client, ...args: readonly string[]): Promise<string> => this.home.call(client, ...args);

  async close(): Promise<void> {
    await this.gateway.close();
    await this.app.close();
    await this.world.content.dispose();
    await this.home.remove();
  }
}

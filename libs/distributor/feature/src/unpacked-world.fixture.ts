import type { INestApplicationContext } from '@nestjs/common';
import type { ImageEvent } from '@quench/contracts';
import { packShape, unpacked } from '@quench/distributor-domain';
import type { EventLike } from '@quench/kernel';
import { StoryWorld } from '@quench/testing';
import { DistributorModule } from './distributor.module.js';
import { ShapedDocuments } from './shaped-documents.js';

/** A world with the same past, as versions that knew no packs recorded it: every text lies by itself. */
export async function unpackedWorld(
  of: StoryWorld,
  contents: readonly string[],
): Promise<{
  readonly world: StoryWorld;
  readonly app: INestApplicationContext;
}> {
  const world = new StoryWorld(of.signers);
  const app = await world.open(DistributorModule);
  const documents = new ShapedDocuments(of.content);
  for (const one of contents) await world.content.write(Buffer.from(await documents.text(one)));
  for (const event of await of.stores.distributor.range(0, 1_000)) {
    const { packed, ...data } = event.data as ImageEvent['data'] & { readonly packed?: string };
    if (packed !== undefined) {
      for (const text of unpacked(await documents.read(packed, packShape)).values()) {
        await world.content.write(Buffer.from(text));
      }
    }
    const earlier = { type: event.type, data } as EventLike;
    const { stream, version } = event;
    const context = world.context();
    await world.stores.distributor.append({ stream, expectedVersion: version - 1, events: [earlier], context });
  }
  await world.settle();
  return { world, app };
}

import type { INestApplicationContext } from '@nestjs/common';
import type { ImageEvent } from '@quench/contracts';
import { packShape, textsOf } from '@quench/distributor-domain';
import type { EventLike } from '@quench/kernel';
import { StoryWorld } from '@quench/testing';
import { DistributorModule } from './distributor.module.js';
import { ShapedDocuments } from './shaped-documents.js';

/** A world with the same contents and past, as versions that knew no packs left it: every text lies by itself, and no pack is there. */
export async function unpackedWorld(of: StoryWorld): Promise<{
  readonly world: StoryWorld;
  readonly app: INestApplicationContext;
}> {
  const world = new StoryWorld(of.signers, of.content);
  const app = await world.open(DistributorModule);
  const documents = new ShapedDocuments(of.content);
  for (const { type, data: said, stream, version } of await of.stores.distributor.range(0, 1_000)) {
    const { packed, ...data } = said as ImageEvent['data'] & { readonly packed?: string };
    const texts = packed === undefined ? [] : textsOf(await documents.read(packed, packShape)).values();
    for (const text of texts) await world.content.write(Buffer.from(text));
    const events = [{ type, data } as EventLike];
    await world.stores.distributor.append({ stream, expectedVersion: version - 1, events, context: world.context() });
  }
  for (const { data } of await of.stores.distributor.range(0, 1_000)) {
    const { packed } = data as { readonly packed?: string };
    if (packed !== undefined) of.content.remove(packed);
  }
  for (const service of ['builder', 'tester'] as const) {
    await world.tell(
      ...(await of.stores[service].range(0, 1_000)).map(({ type, data }) => ({ type, data }) as EventLike),
    );
  }
  return { world, app };
}

import type { EventLike } from '@quench/kernel';
import type { Stream, Tx } from '@quench/ports';
import { InMemoryEventStore } from '@quench/testing';
import type { givenBuilder } from './builder-world.fixture.js';

/** The builder's events; something happens once, right after a stream was read in a transaction. */
export class InterruptedStore extends InMemoryEventStore {
  private meanwhile: (() => Promise<unknown>) | undefined;

  constructor(
    builder: ReturnType<typeof givenBuilder>,
    private readonly after: { readonly stream: string; readonly happens: (() => Promise<unknown>) | undefined },
  ) {
    super({ producer: 'builder/0.0.0', events: builder.world.stores.builder.events });
    this.meanwhile = after.happens;
  }

  override async read<Event extends EventLike>(
    stream: string,
    options?: { readonly upTo?: number; readonly tx?: Tx | undefined },
  ): Promise<Stream<Event>> {
    const found = await super.read<Event>(stream, options);
    if (stream !== this.after.stream || options?.tx === undefined) return found;
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return found;
  }
}

import type { Reactor, Recorded } from '@quench/kernel';
import { causeOf, type WorkQueue } from '@quench/ports';
import type { Digester, Effect } from './digester.js';
import type { DueWork } from './due-work.js';

/** Turns events into work items. */
export class ReactorDigester implements Digester {
  readonly consumer: string;
  readonly producer: string;
  readonly types: readonly string[];
  readonly begins?: 'now';

  constructor(
    private readonly reactor: Reactor,
    private readonly queue: WorkQueue,
    private readonly due: DueWork,
  ) {
    this.consumer = reactor.name;
    this.producer = reactor.producer;
    this.types = reactor.types;
    if (reactor.begins !== undefined) this.begins = reactor.begins;
  }

  async begin(): Promise<void> {
    // Nothing to put in order: a reactor keeps nothing.
  }

  async digest(events: readonly Recorded[]): Promise<Effect> {
    const isDue = await this.due.among(() => events.flatMap((event) => this.reactor.react(event)));
    return async (tx) => {
      // Asked once more: the first time was a look, before another instance may have been faster.
      const wishes = events.map((event) => ({
        items: this.reactor.react(event).filter(isDue),
        cause: causeOf(event),
      }));
      if (wishes.some(({ items }) => items.length > 0)) await this.queue.enqueueAll(wishes, tx);
    };
  }

  async startOver(): Promise<boolean> {
    // Work that was wanted for void events finds out what to do when it is done.
    return false;
  }
}

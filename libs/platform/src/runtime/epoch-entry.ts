import type { Cursor, Cursors, Feed, Head, Log, Transactor } from '@quench/ports';
import type { Digester } from './digester.js';
import { CursorMoved } from './digest-step.js';
import { entry, placeText, standing } from './place.js';

interface EntryAdapters {
  readonly feed: Feed;
  readonly cursors: Cursors;
  readonly transactor: Transactor;
  readonly log: Log;
}

/** What a consumer does at the end of a log: `go-on` where it has entered a new epoch. */
export type AtEnd =
  { readonly then: 'stay' | 'check-head' | 'pull-again' | 'begin' } | { readonly then: 'go-on'; readonly at: Cursor };

/** Says where one consumer stands against the end of its log, and takes it into the epochs that its producer begins when it is restored. */
export class EpochEntry {
  constructor(
    private readonly digester: Digester,
    private readonly adapters: EntryAdapters,
  ) {}

  /** Whether the log has nothing for a consumer that stands there. */
  async isAtHead(cursor: Cursor): Promise<boolean> {
    const head = await this.adapters.feed.head(this.digester.producer);
    const stands = standing(cursor, head);
    if (stands === 'at-head') return true;
    return stands === 'new-epoch' && entry(cursor, head) !== 'back' && (await this.nothingAfter(cursor));
  }

  /**
   * Nothing to pull: either at the head, or beyond it.
   * @throws CursorMoved
   */
  async settle(cursor: Cursor): Promise<AtEnd> {
    const head = await this.adapters.feed.head(this.digester.producer);
    if (standing(cursor, head) === 'ahead') return { then: 'check-head' };
    if (entry(cursor, head) === 'by-event') return { then: 'stay' };
    // What got a number since the pull is in this head: entered there, it would be jumped over.
    if (await this.nothingAfter(cursor)) return this.enter(cursor, head);
    return { then: 'pull-again' };
  }

  /** The producer lost events that the consumer digested. True: all is undone, and it begins anew. */
  async startOver(from: Cursor, to: Head): Promise<boolean> {
    const { consumer, producer } = this.digester;
    const places = { from: placeText(from), to: placeText(to) };
    this.adapters.log.warn('consumer-goes-back', { consumer, producer, ...places });
    return this.adapters.transactor.run((tx) => this.digester.startOver(from, tx));
  }

  /** Into a new epoch in which nothing has happened yet. */
  private async enter(cursor: Cursor, head: Head): Promise<AtEnd> {
    if (entry(cursor, head) === 'back' && (await this.startOver(cursor, head))) return { then: 'begin' };
    const { cursors, transactor } = this.adapters;
    await transactor.run(async (tx) => {
      if (!(await cursors.move(cursor, head, tx))) throw new CursorMoved();
    });
    return { then: 'go-on', at: { ...cursor, ...head } };
  }

  /** Whether the producer's log has no event after where a consumer stands, in any epoch. */
  private async nothingAfter(cursor: Cursor): Promise<boolean> {
    return (await this.adapters.feed.pull(cursor.producer, cursor, 1)).length === 0;
  }
}

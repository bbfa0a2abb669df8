import type { Cursor, Feed } from '@quench/ports';

/** Whether the producer's log has no event after where a consumer stands, in any epoch. */
export const nothingAfter = async (feed: Feed, cursor: Cursor): Promise<boolean> =>
  (await feed.pull(cursor.producer, cursor, 1)).length === 0;

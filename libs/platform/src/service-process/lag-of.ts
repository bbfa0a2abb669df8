import type { Cursors, Feed } from '@quench/ports';
import type { Lag } from '../endpoints/index.js';
import type { ServiceRuntime } from '../runtime/index.js';

/** How far each consumer of a service is behind. What cannot be known now is not a number. */
export function lagOf(
  { runtime, cursors, feed }: { readonly runtime: ServiceRuntime; readonly cursors: Cursors; readonly feed: Feed },
  nowMs: number,
): Promise<readonly Lag[]> {
  return Promise.all(
    runtime.consumerStates().map(async ({ consumer, producer, repaired }): Promise<Lag> => {
      const known = { consumer, producer, repaired };
      try {
        const [cursor, head] = await Promise.all([cursors.get(consumer, producer), feed.head(producer)]);
        const events = Math.max(0, head.seq - cursor.seq);
        if (events === 0) return { ...known, events, seconds: 0 };
        const [oldest] = await feed.pull(producer, cursor, 1);
        const seconds = oldest === undefined ? 0 : (nowMs - Date.parse(oldest.sequencedAt)) / 1_000;
        return { ...known, events, seconds };
      } catch {
        return { ...known, events: Number.NaN, seconds: Number.NaN };
      }
    }),
  );
}

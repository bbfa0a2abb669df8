import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Sighting } from './arrivals.js';
import { nowMs } from './load.js';

/** Between two looks; with the question itself, what is seen is up to this late. */
const LOOK_MS = 3;
const HANG_MS = 300_000;

/** The last number that the relay brought to the broker, and the one up to which both archive tables have their rows. */
const LOOK = {
  name: 'look',
  text: `SELECT (SELECT seq FROM watcher.cursor WHERE consumer = 'kafka-relay') AS relayed,
  (SELECT min(seq) FROM historian.cursor WHERE producer = 'watcher' AND consumer ~ '^historian-(events|subjects)-') AS projected`,
};
const LAST = 'SELECT coalesce(max(global_seq), 0)::int AS last FROM watcher.event_log';
const NUMBERS = `SELECT e.stream_id AS stream, l.global_seq::int AS seq
FROM watcher.event_log l JOIN watcher.event e USING (position) WHERE l.global_seq > $1`;

interface Looked {
  readonly relayed: string | null;
  readonly projected: string | null;
}

/** Looks from outside, over and over, how far the watcher's events have come. */
export class Watch {
  readonly relayed: Sighting[] = [];
  readonly projected: Sighting[] = [];

  constructor(private readonly admin: pg.Client) {}

  /** The last number that was given. */
  async last(): Promise<number> {
    const { rows } = await this.admin.query<{ readonly last: number }>(LAST);
    return rows[0]?.last ?? 0;
  }

  /** Resolves when this number has been projected. @throws Error when that takes too long */
  async until(seq: number): Promise<void> {
    for (const from = performance.now(); ;) {
      const { rows } = await this.admin.query<Looked>(LOOK);
      const atMs = nowMs();
      const projected = Number(rows[0]?.projected ?? 0);
      this.relayed.push({ atMs, seq: Number(rows[0]?.relayed ?? 0) });
      this.projected.push({ atMs, seq: projected });
      if (projected >= seq) return;
      if (performance.now() - from > HANG_MS)
        throw new Error(`${String(projected)} of ${String(seq)} events were projected in ${String(HANG_MS)} ms`);
      await sleep(LOOK_MS);
    }
  }

  /** The number of each stream's event after `before`. */
  async numbers(before: number): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.admin.query<{ readonly stream: string; readonly seq: number }>(NUMBERS, [before]);
    return new Map(rows.map(({ stream, seq }) => [stream, seq]));
  }
}

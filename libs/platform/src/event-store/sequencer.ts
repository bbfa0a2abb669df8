import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFault, type Database } from '../database/index.js';
import { failpoint } from '../failpoints/index.js';
import { Bell } from './bell.js';
import { SEQUENCE } from './event-store.sql.js';
import { Pace } from './pace.js';
import { listenTo } from './rouse.js';
import type pg from 'pg';

export interface SequencerOptions {
  /** How often to look for events that another process appended without a word; 3 s by default. */
  readonly pollMs?: number;
  readonly batchSize?: number;
  /**
   * Passes time after a batch of so many, which took so long: it costs a wait for the disk, for which appends would have
   * to wait, too. What comes meanwhile goes together; an event after a silence gets its number at once. As a `Pace` says by default.
   */
  readonly rest?: (numbered: number, tookMs: number) => Promise<unknown>;
  /** Called with what broke a connection, before the next try. */
  readonly onFault?: (fault: unknown) => void;
}

/** Tells of numbers that were given in this process. */
export type SequencedListener = (seqs: { readonly first: number; readonly last: number }) => void;

/** What is committed in this process wakes it, and `rouse` what others commit: this finds what was not told. */
const POLL_MS = 3_000;
/** A holder that stops for longer than this loses its session, and with it the lock. Must exceed `pollMs` by far. */
const SESSION = ['SET idle_session_timeout = 12000', 'SET tcp_user_timeout = 5000'];
const TRY_LOCK = `SELECT pg_try_advisory_lock(hashtextextended('quench/sequencer/' || current_schema(), 0)) AS held`;
const MAX_BACK_OFF_MS = 2_000;
/** Between two batches: nobody notices it in a chain of single events, and a flood shares few waits for the disk. */
const APART = { shortest: 10, longest: 250, together: 16 };

/**
 * Gives appended events their numbers, in commit order. Each process of a service may run one: an advisory lock lets
 * one of them work at a time, and its connection carries both the lock and the statements, so that losing one is
 * losing the other.
 */
export class Sequencer {
  private readonly bell = new Bell();
  private readonly listeners = new Set<SequencedListener>();
  private readonly roused = new Set<() => void>();
  private readonly pollMs: number;
  private readonly batchSize: number;
  private readonly rest: (numbered: number, tookMs: number) => Promise<unknown>;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly options: SequencerOptions = {},
  ) {
    this.pollMs = options.pollMs ?? POLL_MS;
    this.batchSize = options.batchSize ?? 500;
    const pace = new Pace(APART);
    this.rest = options.rest ?? ((numbered, tookMs) => sleep(pace.restAfter(numbered, tookMs)));
  }

  start(): void {
    this.stopped = false;
    this.running ??= this.run();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.bell.ring();
    await this.running;
    this.running = undefined;
  }

  /** There may be something to number: call it after a commit. */
  wake(): void {
    this.bell.ring();
  }

  /** Calls back after each batch. Answers a function that ends the subscription. */
  subscribe(listener: SequencedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back when another process may have changed something in the service's schema. */
  onRoused(listener: () => void): void {
    this.roused.add(listener);
  }

  private async run(): Promise<void> {
    for (let faults = 0; !this.stopped;) {
      try {
        await this.session(() => (faults = 0));
      } catch (error) {
        faults++;
        this.options.onFault?.(databaseFault(error));
        await this.bell.wait(Math.min(MAX_BACK_OFF_MS, 50 * 2 ** faults));
      }
    }
  }

  /** One connection: waits for the lock, then numbers until it is stopped or the connection breaks. */
  private async session(onHeld: () => void): Promise<void> {
    const client = this.database.dedicatedClient('sequencer');
    let broken: Error | undefined;
    client.on('error', (error) => {
      broken = error;
      this.bell.ring();
    });
    try {
      await client.connect();
      for (const setting of SESSION) await client.query(setting);
      await listenTo(client, this.database, () => this.rouse());
      // What was said before is lost.
      this.rouse();
      for (let held = false; !this.stopped;) {
        if (broken !== undefined) throw broken;
        held ||= await tryLock(client);
        if (held) onHeld();
        const from = performance.now();
        const numbered = held ? await this.batch(client) : 0;
        if (numbered === this.batchSize) continue;
        if (numbered > 0) await this.rest(numbered, performance.now() - from);
        await this.bell.wait(this.pollMs);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private rouse(): void {
    this.bell.ring();
    for (const listener of this.roused) listener();
  }

  /** How many numbers it gave. */
  private async batch(client: pg.Client): Promise<number> {
    failpoint('sequencer-held');
    const { rows } = await client.query<{ readonly global_seq: string }>({ ...SEQUENCE, values: [this.batchSize] });
    if (rows.length === 0) return 0;
    failpoint('sequencer-mid-batch');
    const numbers = rows.map((row) => Number(row.global_seq));
    const seqs = { first: Math.min(...numbers), last: Math.max(...numbers) };
    for (const listener of this.listeners) listener(seqs);
    return rows.length;
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ readonly held: boolean }>(TRY_LOCK);
  return rows[0]?.held ?? false;
}

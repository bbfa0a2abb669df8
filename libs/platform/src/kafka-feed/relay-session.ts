import { TransientFault } from '@quench/kernel';
import type { Head } from '@quench/ports';
import type pg from 'pg';
import type { Database } from '../database/index.js';
import { BEGIN_CURSOR, CURSOR, MOVE_CURSOR } from '../feed/feed.sql.js';

/** A holder that stops for longer than this loses its session, and with it the lock. Must exceed `ALIVE_MS` by far. */
const SESSION = [
  'SET idle_session_timeout = 12000',
  'SET tcp_user_timeout = 5000',
  // A checkpoint that is lost with the database has its events sent once more, which consumers pass over.
  'SET synchronous_commit = off',
];
const ALIVE_MS = 3_000;
const TRY_LOCK = `SELECT pg_try_advisory_lock(hashtextextended('quench/relay/' || current_schema(), 0)) AS held`;
/** Whose cursor the checkpoint is. */
export const RELAY = 'kafka-relay';

/**
 * One connection of a service that carries both the relay's lock and its checkpoint, so that losing one is losing the
 * other. The checkpoint is a cursor like that of any consumer.
 */
export class RelaySession {
  private broken: Error | undefined;
  private held = false;
  private at: Head | undefined;
  private alive: NodeJS.Timeout | undefined;

  private constructor(
    private readonly client: pg.Client,
    private readonly producer: string,
  ) {}

  /** @param rung called when another process has numbered events that this one may have to relay */
  static async open(database: Database, rung: () => void): Promise<RelaySession> {
    const client = database.dedicatedClient('relay');
    const session = new RelaySession(client, database.service);
    client.on('error', (error) => {
      session.broken = error;
    });
    try {
      await client.connect();
      for (const setting of SESSION) await client.query(setting);
      client.on('notification', rung);
      await client.query(`LISTEN ${client.escapeIdentifier(session.channel)}`);
      // The broker may take longer than a session may idle. A process that is stopped does not say that it is alive.
      session.alive = setInterval(() => void client.query('SELECT').catch(() => undefined), ALIVE_MS);
      return session;
    } catch (fault) {
      await session.close();
      throw fault;
    }
  }

  /** Whether this session is the one that relays; once it is, it stays so until it ends. */
  async tryHold(): Promise<boolean> {
    if (this.broken !== undefined) throw this.broken;
    if (!this.held) {
      const { rows } = await this.client.query<{ readonly held: boolean }>(TRY_LOCK);
      this.held = rows[0]?.held ?? false;
    }
    return this.held;
  }

  /** Tells the one that relays, in another process, that there is something. */
  async ringHolder(): Promise<void> {
    await this.client.query('SELECT pg_notify($1, $2)', [this.channel, '']);
  }

  /** The last place that the broker acknowledged. Only this session moves it while it holds the lock. */
  async checkpoint(): Promise<Head> {
    if (this.at !== undefined) return this.at;
    const values = [RELAY, this.producer];
    await this.client.query({ ...BEGIN_CURSOR, values });
    const { rows } = await this.client.query<{ readonly epoch: number; readonly seq: string }>({ ...CURSOR, values });
    this.at = { epoch: rows[0]?.epoch ?? 1, seq: Number(rows[0]?.seq ?? 0) };
    return this.at;
  }

  /** @throws TransientFault `relay-overtaken` when somebody else has moved the checkpoint */
  async move(from: Head, to: Head): Promise<void> {
    const values = [RELAY, this.producer, from.epoch, from.seq, to.epoch, to.seq];
    const { rowCount } = await this.client.query({ ...MOVE_CURSOR, values });
    if (rowCount !== 1) {
      throw new TransientFault(
        'relay-overtaken',
        `Another process relays the log of ${this.producer}: this one begins anew`,
      );
    }
    this.at = to;
  }

  private get channel(): string {
    return `quench/relay/${this.producer}`;
  }

  async close(): Promise<void> {
    clearInterval(this.alive);
    await this.client.end().catch(() => undefined);
  }
}

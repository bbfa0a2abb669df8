import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvelope, readStatement, type Statement } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { FolderContentStore } from '@quench/platform/content-store';
import { ensurePostgres, type EmbeddedPostgres } from '@quench/platform/embedded-postgres';
import { EcdsaStatements } from '@quench/platform/signing';
import { InMemorySigner } from '@quench/testing';
import { Client } from 'pg';

const MAX_BYTES = 64 * 1024 * 1024;

/** Copies the envelope's other fields from the newest event of the service. */
const INSERT = (schema: string): string => `
WITH template AS (
  SELECT meta FROM ${schema}.event ORDER BY position DESC LIMIT 1
), moved AS (
  INSERT INTO ${schema}.stream (stream_id, version) VALUES ($1, 1)
  ON CONFLICT (stream_id) DO UPDATE SET version = stream.version + 1 RETURNING version
), inserted AS (
  INSERT INTO ${schema}.event (event_id, stream_id, version, type, data, command_id, decision_size, meta, occurred_at)
  SELECT $2, $1, moved.version, $3, $4, $2, 1, template.meta, now() FROM moved, template RETURNING position
)
INSERT INTO ${schema}.outbox (position) SELECT position FROM inserted`;

/** Someone with every right on the database and the content store of a factory, and with keys that nobody trusts. */
export class Forger {
  /** The forger's own key, by the name of the service that is played. */
  readonly signers = { builder: new InMemorySigner('builder'), tester: new InMemorySigner('tester') };

  private constructor(
    private readonly postgres: EmbeddedPostgres,
    private readonly client: Client,
    private readonly content: FolderContentStore,
  ) {}

  /** @param data the data directory */
  static async open(data: string): Promise<Forger> {
    const postgres = await ensurePostgres({ data, log: () => undefined });
    const { host, port, user, password, database } = postgres;
    const client = new Client({ host, port, user, password, database });
    await client.connect();
    return new Forger(postgres, client, new FolderContentStore(join(data, 'content')));
  }

  /** An event as if the service had recorded it. */
  async record(stream: string, type: string, data: object): Promise<void> {
    const [schema = ''] = type.split('.');
    await this.client.query(INSERT(schema), [stream, randomUUID(), type, JSON.stringify(data)]);
  }

  /** A statement of a service with something else in it, signed by the forger; its envelope's digest. */
  async resigned(
    service: keyof Forger['signers'],
    envelope: unknown,
    change: (statement: Statement) => Statement = (statement) => statement,
  ): Promise<string> {
    const bytes = await this.content.read(String(envelope) as Digest, { maxBytes: MAX_BYTES });
    const { payload } = readEnvelope(Buffer.from(bytes).toString('utf8'));
    const statements = new EcdsaStatements(this.signers[service], {}, this.content);
    return (await statements.sign(change(readStatement(payload)))).envelope;
  }

  async keep(bytes: Uint8Array): Promise<string> {
    return (await this.content.write(bytes)).digest;
  }

  /** Other bytes under the same name. */
  async swap(digest: string): Promise<void> {
    await writeFile(await this.content.file(digest as Digest), 'other bytes');
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.postgres.release();
  }
}

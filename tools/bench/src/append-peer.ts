import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ArchiveSnapshotTaken } from '@quench/contracts';

/** Another event store on the same server, as far as the bench uses it. */
export interface AppendPeer {
  readonly name: string;
  /** Appends one event to a new stream, without loading it and without validation. */
  once(data: ArchiveSnapshotTaken): Promise<void>;
  close(): Promise<void>;
}

interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly unknown[],
    options: { readonly expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  close(): Promise<void>;
}

interface EmmettPostgres {
  getPostgreSQLEventStore(connection: string): EmmettStore;
}

/** Undefined where it is not installed: `npm ci --prefix tools/bench/peers`. */
export function emmettPeer(root: string, connection: string): AppendPeer | undefined {
  const peers = join(root, 'tools', 'bench', 'peers', 'package.json');
  if (!existsSync(join(peers, '..', 'node_modules', '@event-driven-io', 'emmett-postgresql'))) return undefined;
  const load = createRequire(peers);
  const { getPostgreSQLEventStore } = load('@event-driven-io/emmett-postgresql') as EmmettPostgres;
  const store = getPostgreSQLEventStore(connection);
  return {
    name: 'emmett-postgresql',
    once: async (data) => {
      const events = [{ type: 'ArchiveSnapshotTaken', data }];
      // Not its command handler: with more clients than connections that did not come to an end.
      await store.appendToStream(`archive-${randomUUID()}`, events, { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' });
    },
    close: () => store.close(),
  };
}

import { join } from 'node:path';
import type { History } from '@quench/testing';
import { FolderContentStore } from '@quench/platform/content-store';
import { EcdsaStatements, FileSigner, readPublicKey } from '@quench/platform/signing';
import type pg from 'pg';
import type { Client } from './client.js';
import { MILL_TYPES } from './mill.events.js';
import * as read from './read-history.js';
import { Registry } from './registry.js';

/** A mill that has come to rest. */
export interface RestingMill {
  /** Reads the mill's tables as they are. */
  readonly admin: pg.Client;
  readonly client: Client;
  /** Of contents, keys and the registry. */
  readonly folder: string;
  /** Has the projections made anew, and resolves when they are. */
  rebuild(): Promise<void>;
}

const consumers: History['consumers'] = [
  { consumer: 'ledger@1', producer: 'mill', types: MILL_TYPES },
  { consumer: 'noter', producer: 'mill', types: ['mill.Locked.v1', 'mill.Moved.v1'] },
  // Of these only the cursor shows.
  { consumer: 'lines@1', producer: 'mill', types: [] },
  { consumer: 'planner', producer: 'mill', types: [] },
];

/** What was told and what is there, before and after the projections are rebuilt. */
export async function millHistory({ admin, client, folder, rebuild }: RestingMill): Promise<History> {
  const tables = await read.readTables(admin);
  const effects = await read.readEffects(admin);
  const live = { lines: await read.readRows(admin, 'lines'), ledger: await read.readRows(admin, 'ledger') };
  await rebuild();
  const rebuilt = { lines: await read.readRows(admin, 'lines'), ledger: await read.readRows(admin, 'ledger') };
  const events = await read.readEvents(admin);
  const { acknowledged, claims, completions } = client;
  return {
    acknowledged,
    claims,
    completions: [...completions, ...read.eventCompletions(events)],
    pushes: await read.readPushes(new Registry(join(folder, 'registry'))),
    consumers,
    effects,
    lines: await read.lineFacts(events, await statements(folder)),
    rebuilds: [
      { projection: 'lines', live: live.lines, rebuilt: rebuilt.lines },
      { projection: 'ledger', live: live.ledger, rebuilt: rebuilt.ledger },
    ],
    tables,
  };
}

async function statements(folder: string): Promise<EcdsaStatements> {
  const keys = join(folder, 'keys');
  const builder = [await readPublicKey({ folder: keys, service: 'builder' })];
  const tester = [await readPublicKey({ folder: keys, service: 'tester' })];
  const signer = await FileSigner.open({ folder: keys, service: 'builder' });
  return new EcdsaStatements(signer, { builder, tester }, new FolderContentStore(join(folder, 'content')));
}

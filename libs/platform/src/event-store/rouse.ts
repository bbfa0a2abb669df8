import type pg from 'pg';
import { withClient, type Database } from '../database/index.js';

/** PostgreSQL hands what is said on a channel to every session that listens to it, once it is committed. */
const channelOf = ({ service }: Database): string => `quench/${service}`;

/** Tells the process that runs a service's loops to look at once: this one changed something and runs none. */
export async function rouse(database: Database): Promise<void> {
  await withClient(database, (client) => client.query('SELECT pg_notify($1, $2)', [channelOf(database), '']));
}

/** Calls back for every `rouse` from now on, as long as the session lasts. */
export async function listenTo(client: pg.Client, database: Database, heard: () => void): Promise<void> {
  client.on('notification', heard);
  await client.query(`LISTEN ${client.escapeIdentifier(channelOf(database))}`);
}

import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RecordingLog, startPostgres, type TestPostgres } from '@quench/testing';
import { databaseHome } from '@quench/platform/database-server';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfiguration } from '@quench/platform/configuration';
import { Configuration } from './configuration.js';
import { openFactory } from './open-factory.js';
import { serviceNames } from './service-names.js';

let server: TestPostgres;
let data: string;

beforeAll(async () => {
  server = await startPostgres();
  data = await mkdtemp(join(tmpdir(), 'quench given '));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(data, { recursive: true });
});

it('keeps all events of a factory in the database that is given, and starts none of its own', async () => {
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'of the operator'`);
  await admin.query('CREATE DATABASE factory OWNER operator');
  await admin.end();
  const databaseUrl = `postgres://operator:of%20the%20operator@${server.host}:${String(server.port)}/factory`;
  const log = new RecordingLog();
  for (let time = 0; time < 2; time++) {
    const factory = await openFactory({ data, databaseUrl }, await readConfiguration(Configuration, undefined), log);
    expect(await factory.isConverged()).toBe(true);
    await factory.close();
  }
  expect((await databaseHome(data)).kind).toBe('given');
  expect(await readdir(join(data, 'database'))).toEqual(['given.json']);
  expect(JSON.stringify(log.lines)).not.toContain('of the operator');
  const own = new pg.Client({ ...server, database: 'factory' });
  await own.connect();
  const { rows } = await own.query<{ readonly nspname: string }>(
    `SELECT nspname FROM pg_namespace JOIN pg_roles ON nspowner = pg_roles.oid WHERE rolname = 'operator'`,
  );
  await own.end();
  expect(rows.map(({ nspname }) => nspname).sort()).toEqual([...serviceNames].sort());
}, 120_000);

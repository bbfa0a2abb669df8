import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kill } from 'node:process';
import { afterAll, expect } from '@jest/globals';
import { topicOf } from '@quench/platform/kafka-feed';
import { SERVICES } from '@quench/platform/service-process';
import { deleteRecords, whenInstalled, type BrokerPlace } from '@quench/testing';
import { helloDefinition } from '../factory/factory-world.js';
import { Gateway } from '../factory/gateway.js';
import { helloPackage } from '../factory/hello-program.js';
import { waitFor } from '../factory/wait-for.js';
import { HostPostgres } from '../restore/host-postgres.js';
import { ClusterWorld } from './cluster-world.js';
import { processesOf } from './processes-of.js';

const HANG_MS = 600_000;
const PRODUCERS = SERVICES.filter((service) => service !== 'historian');
const PASSWORD = 'of the: operator';

let host: HostPostgres | undefined;
let cluster: ClusterWorld | undefined;

afterAll(async () => {
  await cluster?.close();
  delete process.env['QUENCH_DATABASE_URL'];
  await host?.stop();
}, HANG_MS);

/** How instances ended, by the supervisor's log. */
async function ends(data: string): Promise<readonly string[]> {
  const lines = (await readFile(join(data, 'cluster', 'supervisor.log'), 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ event }) => event === 'instance-died')
    .map(({ instance, how }) => `${String(instance)}: ${String(how)}`);
}

whenInstalled('java', 'mvn', 'initdb')(
  'a cluster works on the PostgreSQL that it is given, and its services leave in order while releases arrive',
  async () => {
    host = await HostPostgres.start();
    await host.query(`CREATE ROLE operator LOGIN CREATEROLE PASSWORD '${PASSWORD}'`);
    await host.query('CREATE DATABASE factory OWNER operator');
    process.env['QUENCH_DATABASE_URL'] = host.url('operator', PASSWORD, 'factory');
    cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
    const { world } = cluster;
    const { data } = world.quench;
    await world.write('hello.yaml', helloDefinition());
    const { postgres, services } = await cluster.up();
    expect(postgres).toBe(`127.0.0.1:${String(host.port)}`);
    expect(processesOf(data, 'postgres -D')).toEqual([]);
    await cluster.converged();

    for (const [at, { instance, pid }] of services.entries()) {
      await world.archive.publish('trixie', { put: [helloPackage(`1.1-${String(at + 1)}`)] });
      if (pid === undefined) throw new Error(`${instance} does not run`);
      kill(pid, 'SIGTERM');
      await waitFor(`${instance} to be followed by another`, async () => {
        const now = (await cluster?.status())?.services.find((one) => one.instance === instance);
        return now?.ready === true && now.pid !== pid ? true : undefined;
      });
    }
    await cluster.converged();
    expect(await ends(data)).toEqual(services.map(({ instance }) => `${instance}: exit code 0`));
    const { digest } = await world.image('hello');
    expect(await new Gateway(await cluster.gateway()).digest('hello')).toBe(digest);
  },
  HANG_MS,
);

/** How many rows each table of the historian has, and a digest of them. */
async function archive() {
  const tables = PRODUCERS.flatMap((producer) => [`event_of_${producer}`, `subject_of_${producer}`]);
  const digests = tables.map(async (table) => {
    const digest = `md5(string_agg(t::text, ' ' ORDER BY key)) AS digest`;
    const text = `SELECT count(*)::int AS rows, ${digest} FROM historian.${table} t`;
    const [row] = (await host?.query(text, 'factory')) ?? [];
    return { table, rows: Number(row?.['rows']), digest: row?.['digest'] };
  });
  return Promise.all(digests);
}

/** The brokers as a service of the cluster is told of them. */
async function brokers(data: string): Promise<BrokerPlace> {
  const text = await readFile(join(data, 'cluster', 'historian.json'), 'utf8');
  const { kafka } = JSON.parse(text) as {
    readonly kafka: { readonly brokers: readonly string[]; readonly login: Omit<BrokerPlace, 'brokers'> };
  };
  return { brokers: kafka.brokers, ...kafka.login };
}

whenInstalled('java', 'mvn', 'initdb')(
  'a historian that begins from nothing after retention has deleted the first half has all that there was, and goes on',
  async () => {
    if (cluster === undefined) throw new Error('There is no cluster');
    const { world } = cluster;
    const before = await archive();
    const place = await brokers(world.quench.data);
    for (const producer of PRODUCERS) {
      const rows = before.find(({ table }) => table === `event_of_${producer}`)?.rows ?? 0;
      expect(rows).toBeGreaterThan(1);
      await deleteRecords(place, topicOf(producer), Math.ceil(rows / 2));
    }
    await world.quench.json('cluster', 'down');
    await host?.query('DROP SCHEMA historian CASCADE', 'factory');
    await cluster.up();
    await cluster.converged();
    expect(await archive()).toEqual(before);

    const { digest } = await world.image('hello');
    await world.archive.publish('trixie', { put: [helloPackage('2.0-1')] });
    await waitFor('the next release', async () => ((await world.image('hello')).digest === digest ? undefined : true));
    await cluster.converged();
    const told = (await world.history('hello')).map(({ text }) => text).join('\n');
    expect(told).toContain('2.0-1');
    expect(told).toContain('1.0-1');
  },
  HANG_MS,
);

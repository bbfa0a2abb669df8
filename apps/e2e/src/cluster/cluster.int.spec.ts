import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { helloDefinition } from '../factory/factory-world.js';
import { Gateway } from '../factory/gateway.js';
import { helloPackage } from '../factory/hello-program.js';
import { program, Quench } from '../factory/quench.js';
import { waitFor } from '../factory/wait-for.js';
import { ClusterWorld, type ClusterStatus } from './cluster-world.js';

/** Longer than all waits of one story. */
const HANG_MS = 600_000;
const whenKafka = whenInstalled('java', 'mvn');

let cluster: ClusterWorld;

beforeAll(async () => {
  cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
  await cluster.world.write('hello.yaml', helloDefinition());
}, HANG_MS);
afterAll(() => cluster.close(), HANG_MS);

/** What `up --once` makes of the same catalog and the same archive, in one process. */
async function aloneDigest(): Promise<string> {
  const alone = await Quench.create(cluster.world.config);
  try {
    const { code, err } = await alone.run('up', '--once', '--catalog', cluster.world.catalog);
    if (code !== 0) throw new Error(err);
    const [image] = await alone.json<readonly { readonly digest: string }[]>('image', 'list');
    return image?.digest ?? '';
  } finally {
    await alone.remove();
  }
}

const moves = async (): Promise<number> =>
  (await cluster.world.quench.json<readonly unknown[]>('channel', 'history', 'hello:latest')).length;

/** Of the brokers of the cluster, which no file names to whoever asks. */
function topicStates(): readonly string[] {
  const [node = '', ...argv] = [...program, 'kafka', 'topics', '--json', '--data', cluster.world.quench.data];
  const { stdout, stderr } = spawnSync(node, argv, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as readonly { readonly state: string }[]).map(({ state }) => state);
}

describe('services as processes of their own, over Kafka', () => {
  whenKafka(
    'publish what one process publishes, and need no repair',
    async () => {
      const { services } = await cluster.up('builder=2');
      expect(services.map(({ instance, ready }) => [instance, ready])).toEqual(
        ['builder.1', 'builder.2', 'distributor.1', 'historian.1', 'tester.1', 'watcher.1'].map((name) => [name, true]),
      );
      const gateway = await waitFor('the gateway', async () => (await cluster.gateway()) || undefined);
      const digest = await waitFor('the image', () => new Gateway(gateway).digest('hello'));
      await cluster.converged();
      expect(digest).toBe(await aloneDigest());
      expect(await cluster.repaired()).toBe(0);
      expect(topicStates()).toEqual(services.slice(1).map(() => 'as-planned'));
    },
    HANG_MS,
  );

  whenKafka(
    'lose nothing and double nothing when each of them, the brokers and the database are killed under work',
    async () => {
      const { services } = await cluster.world.quench.json<ClusterStatus>('cluster', 'status');
      for (const [at, { instance }] of services.entries()) {
        await cluster.world.archive.publish('trixie', { put: [helloPackage(`1.1-${String(at + 1)}`)] });
        await cluster.killInstance(instance);
      }
      await cluster.world.archive.publish('trixie', { put: [helloPackage('1.2-1')] });
      cluster.killProcess('kafka.Kafka');
      await cluster.world.archive.publish('trixie', { put: [helloPackage('1.3-1')] });
      cluster.killProcess('postgres -D');
      await cluster.world.archive.publish('trixie', { put: [helloPackage('1.4-1')] });
      const wanted = await aloneDigest();
      await waitFor('the newest release in its channel', async () =>
        (await new Gateway(await cluster.gateway()).digest('hello')) === wanted ? true : undefined,
      );
      const after = await cluster.converged();
      expect(after.services.map(({ restarts }) => restarts >= 1)).toEqual(after.services.map(() => true));
      const published = await cluster.world.history('hello:latest');
      const moved = published
        .filter(({ type }) => type === 'distributor.ChannelMoved.v1')
        .map(({ data }) => data['to']);
      expect(moved).toContain(wanted);
      expect(new Set(moved).size).toBe(moved.length);
    },
    HANG_MS,
  );

  whenKafka(
    'end when their supervisor is killed, and go on with the next one',
    async () => {
      const before = await moves();
      cluster.killProcess('supervisor.main');
      await waitFor('the services to end', () => (cluster.servicesRun() ? undefined : true));
      const { services } = await cluster.up();
      expect(services.map(({ ready }) => ready)).toEqual(services.map(() => true));
      await cluster.converged();
      expect(await moves()).toBe(before);
    },
    HANG_MS,
  );

  whenKafka(
    'go on with the edition that they have when the catalog is refused, which is said',
    async () => {
      const { world } = cluster;
      await world.write('other.yaml', helloDefinition());
      const { code, out, err } = await world.quench.run('cluster', 'up', '--catalog', world.catalog, '--json');
      await world.remove('other.yaml');
      const said = err
        .trim()
        .split('\n')
        .map((line) => JSON.stringify(JSON.parse(line) as unknown));
      expect({ code, said }).toMatchObject({
        code: 2,
        said: expect.arrayContaining([expect.stringMatching(/^\{"note":"other\.yaml:1: image:/)]),
      });
      expect(
        said.filter((line) => line.includes('none of its edits is applied, and edition 1 is served')),
      ).toHaveLength(1);
      expect((JSON.parse(out) as ClusterStatus).services.map(({ ready }) => ready)).not.toContain(false);
      expect(await world.quench.json('status')).toMatchObject({
        catalog: { edition: 1, refused: [expect.anything()] },
      });
      await cluster.up();
      expect(await world.quench.json('status')).toMatchObject({ catalog: { edition: 2, refused: [] } });
      await cluster.converged();
    },
    HANG_MS,
  );

  whenKafka(
    'end together, and leave a data directory on which one process goes on',
    async () => {
      const before = await moves();
      expect(await cluster.world.quench.json('cluster', 'down')).toEqual({ stopped: true });
      expect(await cluster.world.quench.json('cluster', 'down')).toEqual({ stopped: false });
      const { code, err } = await cluster.world.upOnce();
      expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('catalog unchanged') });
      expect(await moves()).toBe(before);
    },
    HANG_MS,
  );
});

describe('a cluster command', () => {
  it.each([
    [['cluster', 'status'], 'factory-missing'],
    [['cluster', 'scale', 'builder=2'], 'factory-missing'],
    [['cluster', 'scale', 'bilder=2'], 'option-malformed'],
    [['cluster', 'kill', 'builder.7'], 'factory-missing'],
  ])('says of %j what is wrong: %s', async (words, code) => {
    const alone = await Quench.create();
    try {
      const answer = await alone.run(...words);
      expect(answer.code).not.toBe(0);
      expect(answer.err).toContain(code);
    } finally {
      await alone.remove();
    }
  });
});

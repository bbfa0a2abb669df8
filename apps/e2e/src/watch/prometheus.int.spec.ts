import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { ClusterWorld } from '../cluster/cluster-world.js';
import { helloDefinition } from '../factory/factory-world.js';
import { helloPackage } from '../factory/hello-program.js';
import { waitFor } from '../factory/wait-for.js';
import { metricsIn, panelQueries, recorded, ruleQueries } from './dashboards.js';
import { Prometheus } from './prometheus.js';

/** Longer than all waits of one story. */
const HANG_MS = 600_000;

/** What a factory in which nothing goes wrong says nothing about. */
const SILENT = ['quench_feed_refused_records'];
/** The panels that then are empty: they show what goes wrong. */
const EMPTY = ['What is wrong', 'Refused records'];

let cluster: ClusterWorld;

beforeAll(async () => {
  cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
  await cluster.world.write('hello.yaml', helloDefinition());
}, HANG_MS);
afterAll(() => cluster.close(), HANG_MS);

/** A release, from the archive to its channel, while Prometheus looks. */
async function release(version: string): Promise<void> {
  const before = await cluster.world.history('hello:latest');
  await cluster.world.archive.publish('trixie', { put: [helloPackage(version)] });
  await waitFor(`${version} in its channel`, async () =>
    (await cluster.world.history('hello:latest')).length > before.length ? true : undefined,
  );
  await cluster.converged();
}

describe('a Prometheus that asks the services of a cluster', () => {
  whenInstalled('prometheus', 'java', 'mvn')(
    'has an answer to every query of the dashboard and of the rules, and no alert while all is well',
    async (program) => {
      const { services } = await cluster.up();
      await cluster.converged();
      const prometheus = await Prometheus.start(
        program?.path ?? '',
        services.map(({ port }) => port),
      );
      try {
        await waitFor('the first look at each service', async () =>
          (await prometheus.ask('up == 1')).length === services.length ? true : undefined,
        );
        await release('1.1-1');
        await waitFor('what rules record', async () => {
          const counts = await Promise.all(recorded.map((name) => prometheus.ask(`count(${name} >= 0)`)));
          return counts.every((samples) => samples.length === 1) ? true : undefined;
        });
        const rules = await prometheus.rules();
        expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
        expect(rules.length).toBe(ruleQueries.length);
        const names = [...new Set([...ruleQueries, ...panelQueries].flatMap(({ expr }) => metricsIn(expr)))];
        const empty = async (expr: string): Promise<boolean> => (await prometheus.ask(expr)).length === 0;
        const silent = await Promise.all(names.map((name) => empty(`{__name__=~"${name}(_count)?"}`)));
        expect(names.filter((_name, at) => silent[at])).toEqual(SILENT);
        const dark = await Promise.all(panelQueries.map(({ expr }) => empty(expr)));
        expect(panelQueries.filter((_query, at) => dark[at]).map(({ where }) => where)).toEqual(EMPTY);
        for (const { expr } of ruleQueries) await prometheus.ask(expr);
        expect(await prometheus.ask('ALERTS{alertstate="firing"}')).toEqual([]);
      } finally {
        await prometheus.stop();
      }
    },
    HANG_MS,
  );
});

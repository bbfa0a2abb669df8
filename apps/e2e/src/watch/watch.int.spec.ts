import { readFile, writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { TraceCollector, whenInstalled } from '@quench/testing';
import { ClusterWorld, type ClusterStatus } from '../cluster/cluster-world.js';
import { helloDefinition } from '../factory/factory-world.js';
import { Gateway } from '../factory/gateway.js';
import { helloPackage } from '../factory/hello-program.js';
import { waitFor } from '../factory/wait-for.js';
import { metricsIn, panelQueries, recorded, ruleQueries } from './dashboards.js';
import { Prometheus } from './prometheus.js';
import { pictureOf } from './trace-picture.js';
import { leadingTo, orphansIn, traceOf } from './traces.js';

/** Longer than all waits of one story. */
const HANG_MS = 600_000;

/** What a factory in which nothing goes wrong says nothing about. */
const SILENT = ['quench_feed_refused_records_total'];
/** The panels that then are empty: they show what goes wrong. */
const EMPTY = ['What is wrong', 'Refused records'];

const PUBLISHED = 'distributor.ChannelMoved.v1';

let cluster: ClusterWorld;
let collector: TraceCollector;

beforeAll(async () => {
  collector = await TraceCollector.start();
  cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
  const { config } = cluster.world;
  const settings = JSON.parse(await readFile(config, 'utf8')) as object;
  await writeFile(config, JSON.stringify({ ...settings, tracing: { url: collector.url } }));
  await cluster.world.write('hello.yaml', helloDefinition());
}, HANG_MS);
afterAll(async () => {
  await cluster.close();
  await collector.close();
}, HANG_MS);

/** A cluster that has published its first image. Each wait is for a part, since each part has its own bound. */
async function firstImage(): Promise<ClusterStatus['services']> {
  const { services } = await cluster.up();
  const gateway = await waitFor('the gateway', async () => (await cluster.gateway()) || undefined);
  await waitFor('the image', () => new Gateway(gateway).digest('hello'));
  await cluster.converged();
  return services;
}

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
      const services = await firstImage();
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

describe('a collector of traces', () => {
  whenInstalled('java', 'mvn')(
    'sees one release go from its archive to its channel, through every service and the outbox, as one trace',
    async () => {
      await firstImage();
      const earlier = new Set(collector.spans.map(({ traceId }) => traceId));
      await release('1.2-1');
      const published = await waitFor('the span of the publication', () =>
        collector.spans.find(({ name, traceId }) => name === PUBLISHED && !earlier.has(traceId)),
      );
      const trace = await waitFor('everyone to have told', () => {
        const told = traceOf(collector.spans, published.traceId);
        return new Set(told.map(({ service }) => service)).size === 5 ? told : undefined;
      });
      expect(trace.filter(({ name }) => name === PUBLISHED)).toEqual([published]);
      expect(leadingTo(trace, published).map(({ name }) => name)).toEqual([
        'watcher.ArchiveSnapshotTaken.v1',
        'builder.CascadePlanned.v1',
        'builder.LockResolved.v1',
        'builder.ManifestBuilt.v1',
        'builder.ImageBuilt.v1',
        'tester.ImageApproved.v1',
        PUBLISHED,
      ]);
      expect(orphansIn(trace)).toEqual([]);
      const file = env['QUENCH_TRACE_PICTURE'];
      if (file !== undefined) await writeFile(file, pictureOf(trace));
    },
    HANG_MS,
  );
});

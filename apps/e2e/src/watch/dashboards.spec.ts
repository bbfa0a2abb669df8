import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { BuilderModule, ProductVersion } from '@quench/builder-feature';
import { ServiceMetrics, type MetricSources } from '@quench/platform/endpoints';
import { Service } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { alerts, guide, metricsIn, panelQueries, recorded, ruleQueries, ruleTests } from './dashboards.js';

const nobody = (): Promise<never> => Promise.reject(new Error('Nobody is asked'));
const sources: MetricSources = {
  lag: nobody,
  work: nobody,
  parked: nobody,
  unsequenced: nobody,
  relayLag: nobody,
  road: () => ({ refused: new Map(), replacedSources: 0, relayed: 0, leftOut: 0 }),
  droppedSpans: () => 0,
};
const clocks = { steadyMs: () => 0, wallMs: () => 0 };

const metrics = new ServiceMetrics('builder', sources, clocks);
const builder = await new ArchiveWorld('builder').open(BuilderModule, {
  provide: ProductVersion,
  useValue: { text: '1.2.3' },
});
metrics.add(builder.get(Service).gauges);
await builder.close();

const told = metrics.registry.getMetricsAsArray().map(({ name }) => name);
/** Those of the library say how the process is, and are many. */
const own = told.filter((name) => !/^quench_(process|nodejs)_/.test(name));
const named = (queries: readonly { readonly expr: string }[]): readonly string[] =>
  queries.flatMap(({ expr }) => metricsIn(expr));

describe('rules and dashboard', () => {
  it.each([...ruleQueries, ...panelQueries])('name what is told or recorded: $where', ({ expr }) => {
    expect([...told, ...recorded]).toEqual(expect.arrayContaining([...metricsIn(expr)]));
  });

  it('show every metric, and everything that is recorded', () => {
    const shown = new Set([...named(panelQueries), ...named(ruleQueries)]);
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
    expect(recorded.filter((name) => !named(panelQueries).includes(name))).toEqual([]);
  });

  it.each(alerts)('say how bad it is and what to do: $alert', ({ alert, labels, annotations }) => {
    expect(['critical', 'warning', 'info']).toContain(labels?.severity);
    expect(annotations?.summary).toBeDefined();
    expect(annotations?.runbook_url).toBe(`docs/guides/operator.md#${alert.toLowerCase()}`);
    expect(guide.anchors).toContain(annotations?.runbook_url);
  });

  it('are tested: when each alert is silent, and when it fires', () => {
    const both = new Set(['silent', 'fires']);
    expect(ruleTests).toEqual(new Map(alerts.map(({ alert }) => [alert, both])));
  });
});

describe('the guide of operators', () => {
  it('has every metric, and none that is not told', () => {
    expect([...guide.metrics].sort()).toEqual([...own].sort());
  });

  it('has a remedy for no alert that there is not', () => {
    const remedies = guide.anchors.map((anchor) => anchor.split('#')[1] ?? '').filter((name) => /^quench/.test(name));
    expect(remedies).toEqual(alerts.map(({ alert }) => alert.toLowerCase()));
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where Prometheus' files and the dashboard are. */
export const DASHBOARDS = join(root, 'deploy/dashboards');

/** An expression and where it stands. */
export interface Query {
  readonly where: string;
  readonly expr: string;
}

interface Rule {
  readonly expr: string;
  readonly record?: string;
  readonly alert?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}

/** An alert as it is kept. */
export interface Alert extends Rule {
  readonly alert: string;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const rules: readonly Rule[] = (
  parse(read('deploy/dashboards/quench.rules.yaml')) as { readonly groups: readonly { readonly rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);

/** Every alert. */
export const alerts: readonly Alert[] = rules.flatMap((rule) =>
  rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }],
);

/** What rules record, by name. */
export const recorded: readonly string[] = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));

/** The expression of every rule. */
export const ruleQueries: readonly Query[] = rules.map(({ alert, record, expr }) => ({
  where: alert ?? record ?? '',
  expr,
}));

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** Every query of the dashboard, with its variables as Grafana would fill them in. */
export const panelQueries: readonly Query[] = (
  JSON.parse(read('deploy/dashboards/grafana.json')) as { readonly panels: readonly Panel[] }
).panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({
    where: title,
    expr: expr.replaceAll('$service', '.*').replaceAll('$__rate_interval', '1m'),
  })),
);

/** The metrics that an expression names: a histogram by its own name, what a rule records by the rule's. */
export const metricsIn = (expr: string): readonly string[] => [
  ...new Set([...expr.matchAll(/\bquench[_:][a-z0-9_:]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))),
];

/** The operator's guide: its metrics as its table has them, its headings as their anchors. */
export const guide = {
  metrics: [...read('docs/guides/operator.md').matchAll(/^\| `(quench_[a-z_]+)` /gm)].map(([, name = '']) => name),
  anchors: [...read('docs/guides/operator.md').matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => `docs/guides/operator.md#${heading.toLowerCase().replaceAll(' ', '-')}`,
  ),
};

/** For each alert whether a test of the rules says when it is silent, and when it fires. */
export const ruleTests = new Map<string, Set<'silent' | 'fires'>>();
for (const { alert_rule_test: asked = [] } of (
  parse(read('deploy/dashboards/quench.rules.test.yaml')) as {
    readonly tests: readonly {
      readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
    }[];
  }
).tests) {
  for (const { alertname, exp_alerts: expected } of asked) {
    const known = ruleTests.get(alertname) ?? new Set();
    ruleTests.set(alertname, known.add(expected.length === 0 ? 'silent' : 'fires'));
  }
}

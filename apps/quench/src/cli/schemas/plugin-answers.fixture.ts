import type { CheckedPlugin } from '../check-plugin.js';
import type { KnownPlugin } from '../commands/plugin.command.js';

const known: KnownPlugin = { ecosystem: 'deb', kind: 'distribution', version: '1', api: 1, parts: ['naming'] };
const checked: CheckedPlugin = {
  ecosystem: 'deb',
  held: false,
  laws: [
    { part: 'naming', law: 'x', verdict: 'held', cases: 100 },
    { part: 'versions', law: 'y', verdict: 'broken', counterExample: '["1"]', why: 'expected 1, got 2' },
    { part: 'install', law: 'z', verdict: 'untried', why: 'snapshots.take: not-found' },
  ],
};

/** Answers about plugins, by command. */
export const pluginAnswers: Readonly<Record<string, readonly unknown[]>> = {
  'plugin list': [[known]],
  'plugin check': [checked],
};

import { Rejection } from '@quench/kernel';
import { plugins } from '../../factory/plugins.js';
import type { CheckedLaw, CheckedPlugin } from '../check-plugin.js';
import type { Register } from '../context.js';
import { table, type Cell } from '../output.js';
import { unknownName } from '../unknown-name.js';

/** A plugin of this program. */
export interface KnownPlugin {
  /** The type of its package URLs. */
  readonly ecosystem: string;
  readonly kind: 'distribution' | 'project';
  readonly version: string;
  readonly api: number;
  /** What it does for the ecosystem. */
  readonly parts: readonly string[];
}

const knownPlugins = (): readonly KnownPlugin[] =>
  plugins.map(({ plugin }) => {
    const { ecosystem, kind, version, api } = plugin;
    const parts = Object.entries(plugin).flatMap(([name, part]) => (typeof part === 'object' ? [name] : []));
    return { ecosystem, kind, version, api, parts };
  });

/**
 * What is known of a plugin of this program.
 * @throws Rejection `plugin-unknown`, or `plugin-isolation-unavailable` for a folder: what is in it would run here
 */
export function expectPlugin<Known>(name: string, all: ReadonlyMap<string, Known>): Known {
  const found = all.get(name);
  if (found !== undefined) return found;
  const known = [...all.keys()];
  if (/[/\\]|^[.~]/.test(name)) {
    throw new Rejection(
      'plugin-isolation-unavailable',
      `"${name}" is a folder, and Quench cannot keep what somebody else wrote from this machine yet. ` +
        `Expected a plugin of this program: ${known.join(', ')}`,
    );
  }
  throw new Rejection(
    'plugin-unknown',
    unknownName('This program has no plugin', { name, known, see: 'quench plugin list' }),
  );
}

const VERDICTS = { held: 'holds', broken: 'BROKEN', untried: 'NOT TRIED' } as const;

const rowOf = ({ part, law, verdict, cases }: CheckedLaw): readonly Cell[] => [
  VERDICTS[verdict],
  part,
  law,
  cases ?? '',
];

const complaintOf = ({ part, law, counterExample, why }: CheckedLaw): readonly string[] => [
  '',
  `${part}: ${law}`,
  ...(counterExample === undefined ? [] : [`  counter-example: ${counterExample}`]),
  `  ${why ?? ''}`,
];

/** A table of all laws, then what is wrong. */
export function checkedLines({ ecosystem, laws }: CheckedPlugin): readonly string[] {
  const wrong = laws.filter(({ verdict }) => verdict !== 'held');
  const holding = laws.length - wrong.length;
  return [
    ...table(['', 'part', 'law', 'cases'], laws.map(rowOf)),
    ...wrong.flatMap(complaintOf),
    '',
    `${ecosystem}: ${wrong.length === 0 ? 'all' : `${String(holding)} of`} ${String(laws.length)} laws hold`,
  ];
}

/** `plugin list|check` */
export const pluginCommands: Register = (program, context) => {
  const group = program.command('plugin').description('the ecosystems of packages that Quench knows');

  group
    .command('list')
    .description('the plugins of this program and what each does')
    .action((_options, command) => {
      const data = knownPlugins();
      const rows = data.map(({ ecosystem, kind, version, parts }) => [ecosystem, kind, version, parts.join(', ')]);
      context.write(command, { data, lines: table(['ecosystem', 'kind', 'version', 'parts'], rows) });
    });

  group
    .command('check')
    .argument('<plugin>', 'one of this program, by its ecosystem')
    .description('hold a plugin to the laws of the interface, on the samples that it ships')
    .action(async (name: string, _options, command) => {
      // Brings what draws the cases, which no other command needs.
      const { candidates, checkPlugin } = await import('../check-plugin.js');
      const data = await checkPlugin(name, expectPlugin(name, candidates));
      context.write(command, { data, lines: checkedLines(data) });
      if (!data.held) process.exitCode = 1;
    });
};

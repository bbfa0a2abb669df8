import type { Fault, FaultTable, Showing } from './fault-table.js';

/** What the history checker and its like hold after a fault, in words. */
const INVARIANTS = [
  ['I1', 'every acknowledged append is in the log exactly once'],
  ['I2', 'numbers of the log have no gap'],
  ['I3', 'versions of a stream are contiguous and in order, in the log and in every consumer'],
  ['I4', 'every event reaches the effect of every consumer exactly once'],
  ['I5', 'at most one completion of a generation of work takes effect, that of the newest claim'],
  ['I6', 'a channel moves only to the image of the head lock that was proven and approved'],
  ['I7', 'a projection that is made anew has the rows of the live one'],
  ['I8', 'when faults stop, everything comes to rest'],
] as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const showing = ({ spec, test, tier }: Showing): string => {
  const name = spec.slice(spec.lastIndexOf('/') + 1);
  return `[${name}](../../${spec}): ${titleOf(test)}${tier === 'test' ? '' : ' _(only with `--faults`)_'}`;
};

/** As a reader says it: what a table of cases puts in is left open. */
const titleOf = (test: string): string => test.trim().replaceAll('%s', '…').replaceAll('|', '\\|');

const all = (checked: readonly string[]): string => (checked.length === INVARIANTS.length ? 'all' : checked.join(' '));

const row = ({ fault, injected, checked, shownBy, notShown }: Fault): readonly string[] => [
  fault,
  injected,
  checked.length === 0 ? 'what is said' : all(checked),
  [...(notShown === undefined ? [] : [notShown]), ...shownBy.map(showing)].join('<br>'),
];

/** Every fault that is tried, as Markdown. */
export function faultsReference({ groups, protections }: FaultTable): string {
  const sections = groups.flatMap(({ title, faults }) => [
    `## ${title}`,
    table(['fault', 'what is injected', 'checked', 'shown by'], faults.map(row)),
  ]);
  return `${[
    '# Faults',
    'What goes wrong on purpose, and the tests that show what comes of it. Generated from `tools/faults/faults.json`.',
    '`./quench test` runs the short form of all but those that say otherwise; `./quench test --faults` lasts longer, runs ' +
      'the rest, and takes every protection away in turn to see which tests miss it.',
    'After a fault these are held against what clients were told and what the tables hold:',
    INVARIANTS.map(([name, what]) => `- ${name}: ${what}`).join('\n'),
    ...sections,
    '## Protections',
    'Each has a patch in `tools/faults` that takes it away; `node tools/faults/protections.mjs NAME` names the tests that ' +
      'then fail. That none fails is an error.',
    table(
      ['patch', 'what it takes away'],
      Object.entries(protections).map(([name, what]) => [`\`${name}\``, what]),
    ),
  ].join('\n\n')}\n`;
}

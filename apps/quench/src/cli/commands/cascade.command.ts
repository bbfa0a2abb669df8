import { randomUUID } from 'node:crypto';
import type { CascadeRow } from '@quench/builder-domain';
import {
  CancelCascade,
  Cascades,
  PauseCascade,
  ResumeCascade,
  ShowCascade,
  type CascadeView,
} from '@quench/builder-feature';
import { lineName, lineOf } from '@quench/contracts';
import { counted } from '@quench/kernel';
import { requestContext, type CommandContext } from '@quench/ports';
import type { Command } from 'commander';
import type { Factory } from '../../factory/factory.js';
import type { CliContext, Register } from '../context.js';
import { table } from '../output.js';
import { reasonIn } from '../reason.js';

/** How many are listed: what is older is in the history. */
const LISTED = 50;
const REASON = 'why, in your words; must be given. `cascade list`, `cascade show` and `history` tell it';

const contextOf = (factory: Factory): CommandContext =>
  requestContext({ id: randomUUID(), actor: factory.actor, at: new Date().toISOString() });

/** A cascade without the events that ask for its lines. */
function summary({ asks: _, waves, forecast: __, ...row }: CascadeRow) {
  return { ...row, waves: waves.length, lines: waves.reduce((sum, wave) => sum + wave.length, 0) };
}

const cells = (row: CascadeRow): readonly (string | number)[] => [
  row.cascade,
  row.plannedAt,
  row.urgent ? `${row.origin}, urgent` : row.origin,
  row.phase,
  summary(row).lines,
  ...(row.phase === 'finished' ? [row.changed, row.unchanged, row.failed.length] : ['', '', '']),
  row.reason,
];
const HEADS = ['cascade', 'planned', 'of', 'is', 'lines', 'changed', 'unchanged', 'failed', 'reason'];

const listCommand: Register = (parent, context) => {
  parent
    .command('list')
    .description('what was planned for each cause, and what came of it; the newest first')
    .action(async (_options, command: Command) => {
      const rows = await context.withFactory(command, 'look', (factory) =>
        factory.query('builder', new Cascades(LISTED)),
      );
      const lines = rows.length === 0 ? ['there was no cascade yet'] : table(HEADS, rows.map(cells));
      context.write(command, { data: rows.map(summary), lines });
    });
};

/** `nginx/default/prod` as people write it: `nginx`. */
const named = (key: string): string => lineName(lineOf(key));

function shown(view: CascadeView): readonly string[] {
  const { forecast } = view;
  const done = view.lines.filter(({ state }) => ['unchanged', 'built', 'failed', 'dropped'].includes(state)).length;
  const seconds = (forecast.wallMs / 1_000).toFixed(1);
  return [
    `cascade ${view.cascade} of ${view.origin}${view.urgent ? ', urgent' : ''}: ${view.phase}${view.reason === '' ? '' : `, ${view.reason}`}`,
    `planned ${view.plannedAt}${view.endedAt === '' ? '' : `, ended ${view.endedAt}`}`,
    `${String(done)} of ${counted(view.lines.length, 'line')} done`,
    ...(forecast.linesKnown === 0
      ? []
      : [`builds of ${String(forecast.linesKnown)} of them took ${seconds} s the last time, one after the other`]),
    ...table(
      ['line', 'is', 'revision'],
      view.lines.map(({ line, state, revision }) => [named(line), state, revision === 0 ? '' : revision]),
    ),
  ];
}

const showCommand: Register = (parent, context) => {
  parent
    .command('show')
    .argument('<cascade>', 'its name, such as 6f1d0c52a7be')
    .description('how far each line of a cascade has come')
    .action(async (name: string, _options, command: Command) => {
      const view = await context.withFactory(command, 'look', (factory) =>
        factory.query('builder', new ShowCascade(name)),
      );
      context.write(command, {
        data: { ...summary(view), forecast: view.forecast, lines: view.lines },
        lines: shown(view),
      });
    });
};

async function changed(
  context: CliContext,
  command: Command,
  { name, what, change }: { name: string; what: string; change: (factory: Factory) => Promise<number> },
): Promise<void> {
  const lines = await context.withFactory(command, 'work', change);
  context.write(command, {
    data: { cascade: name, lines },
    lines: [`cascade ${name} ${what}: ${counted(lines, 'line')} concerned`],
  });
}

const pauseCommand: Register = (parent, context) => {
  parent
    .command('pause')
    .argument('<cascade>', 'its name')
    .requiredOption('--reason <text>', REASON, reasonIn)
    .description('begin no further line of a cascade until it is resumed; what runs goes on')
    .action((name: string, { reason }: { readonly reason: string }, command: Command) =>
      changed(context, command, {
        name,
        what: 'is paused',
        change: (factory) => factory.command('builder', new PauseCascade(name, reason, contextOf(factory))),
      }),
    );
};

const resumeCommand: Register = (parent, context) => {
  parent
    .command('resume')
    .argument('<cascade>', 'its name')
    .description('let a paused cascade go on')
    .action((name: string, _options, command: Command) =>
      changed(context, command, {
        name,
        what: 'goes on',
        change: async (factory) => factory.command('builder', new ResumeCascade(name, contextOf(factory))),
      }),
    );
};

const cancelCommand: Register = (parent, context) => {
  parent
    .command('cancel')
    .argument('<cascade>', 'its name')
    .requiredOption('--reason <text>', REASON, reasonIn)
    .description('leave the lines of a cascade that were not begun as they are')
    .action((name: string, { reason }: { readonly reason: string }, command: Command) =>
      changed(context, command, {
        name,
        what: 'is cancelled',
        change: (factory) => factory.command('builder', new CancelCascade(name, reason, contextOf(factory))),
      }),
    );
};

/** `cascade list|show|pause|resume|cancel` */
export const cascadeCommands: Register = (program, context) => {
  const cascade = program.command('cascade').description('one cause and everything that is looked at for it');
  for (const register of [listCommand, showCommand, pauseCommand, resumeCommand, cancelCommand])
    register(cascade, context);
};

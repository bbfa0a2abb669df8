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
import type { Command } from 'commander';
import type { Factory } from '../../factory/factory.js';
import { barText, stepOf } from '../cascade-step.js';
import type { CliContext, Register } from '../context.js';
import { table } from '../output.js';
import { ownRequest } from '../own-request.js';
import { reasonIn } from '../reason.js';

/** How many are listed: what is older is in the history. */
const LISTED = 50;
const REASON = 'why, in your words; must be given. `cascade list`, `cascade show` and `history` tell it';

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
  const seconds = (forecast.wallMs / 1_000).toFixed(1);
  return [
    `cascade ${view.cascade} of ${view.origin}${view.urgent ? ', urgent' : ''}: ${view.phase}${view.reason === '' ? '' : `, ${view.reason}`}`,
    `planned ${view.plannedAt}${view.endedAt === '' ? '' : `, ended ${view.endedAt}`}`,
    barText(stepOf(view, Date.now())),
    ...(forecast.linesKnown === 0
      ? []
      : [`builds of ${String(forecast.linesKnown)} of them took ${seconds} s the last time, all added up`]),
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

/** What a person does to a cascade. */
interface Steering {
  readonly verb: 'pause' | 'resume' | 'cancel';
  readonly about: string;
  /** `is paused` */
  readonly outcome: string;
  /** @param reason empty where none is asked for */
  change(factory: Factory, name: string, reason: string): Promise<number>;
}

const steerings: readonly Steering[] = [
  {
    verb: 'pause',
    about: 'begin no further line of a cascade until it is resumed; what runs goes on',
    outcome: 'is paused',
    change: (factory, name, reason) => factory.command('builder', new PauseCascade(name, reason, ownRequest(factory))),
  },
  {
    verb: 'resume',
    about: 'let a paused cascade go on',
    outcome: 'goes on',
    change: (factory, name) => factory.command('builder', new ResumeCascade(name, ownRequest(factory))),
  },
  {
    verb: 'cancel',
    about: 'leave the lines of a cascade that were not begun as they are',
    outcome: 'is cancelled',
    change: (factory, name, reason) => factory.command('builder', new CancelCascade(name, reason, ownRequest(factory))),
  },
];

const steeringCommand = ({ verb, about, outcome, change }: Steering, parent: Command, context: CliContext): void => {
  const steering = parent.command(verb).argument('<cascade>', 'its name, such as 6f1d0c52a7be').description(about);
  if (verb !== 'resume') steering.requiredOption('--reason <text>', REASON, reasonIn);
  steering.action(async (name: string, { reason = '' }: { readonly reason?: string }, command: Command) => {
    const lines = await context.withFactory(command, 'work', (factory) => change(factory, name, reason));
    context.write(command, {
      data: { cascade: name, lines },
      lines: [`cascade ${name} ${outcome}: ${counted(lines, 'line')} concerned`],
    });
  });
};

/** `cascade list|show|pause|resume|cancel` */
export const cascadeCommands: Register = (program, context) => {
  const cascade = program.command('cascade').description('one cause and everything that is looked at for it');
  for (const register of [listCommand, showCommand]) register(cascade, context);
  for (const steering of steerings) steeringCommand(steering, cascade, context);
};

import { DecideUpdate, Holds, ShowHold, type HoldView } from '@quench/builder-feature';
import { lineName } from '@quench/contracts';
import type { Command } from 'commander';
import type { CliContext, Register } from '../context.js';
import { lineMeant } from '../named-lines.js';
import { table } from '../output.js';
import { ownRequest } from '../own-request.js';
import { reasonIn } from '../reason.js';

const IMAGE = 'its name; with version streams or variants that of a line: nodejs/22';
const UPDATE = 'the source of the packages, or one of them: nginx';
const REASON = 'why, in your words; must be given. `hold list`, `hold show` and `history` tell it';

/** A row as `--json` tells it. */
function summary({ update, overdue, name, purl, phase, reason, until, since, ...line }: HoldView) {
  const { from, to, step, urgent, rule } = update;
  const owner = 'owner' in update ? (update.owner ?? '') : '';
  const image = lineName(line);
  return { image, name, purl, phase, from, to, step, urgent, rule, reason, owner, until, since, overdue };
}

const HEADS = ['image', 'update', 'from', 'to', 'is', 'because of', 'until', 'owner', 'reason'];

function cells(view: HoldView): readonly string[] {
  const { image, name, from, to, phase, rule, until, owner, reason, overdue } = summary(view);
  const isOpen = phase === 'held' || phase === 'delayed';
  return [image, name, from, to, overdue ? 'overdue' : phase, rule, isOpen ? until : '', owner, reason];
}

const listCommand: Register = (parent, context) => {
  parent
    .command('list')
    .description(
      'updates that images have not taken: those that a person is asked about, and those that wait for a time',
    )
    .action(async (_options, command: Command) => {
      const views = await context.withFactory(command, 'look', (factory) => factory.query('builder', new Holds()));
      const lines = views.length === 0 ? ['no update waits'] : table(HEADS, views.map(cells));
      context.write(command, { data: views.map(summary), lines });
    });
};

/** What a person wants to know before deciding. */
function detail(view: HoldView) {
  const { packages, seen } = view.update;
  const { source, snapshot, date } = seen;
  return {
    packages: packages.map(({ requiredBy = '', ...one }) => ({ ...one, requiredBy })),
    fixed: 'fixed' in view.update ? view.update.fixed : [],
    seen: { archive: `${source.origin} ${source.suite}`, snapshot, date },
  };
}

function shown(view: HoldView): readonly string[] {
  const { image, name, from, to, phase, step, rule, until, owner, reason, overdue } = summary(view);
  const { packages, fixed, seen } = detail(view);
  const isOpen = phase === 'held' || phase === 'delayed';
  return [
    `${name} in ${image}: ${from} → ${to}, a step of ${step === 'unknown' ? 'unknown size' : step}`,
    `${phase} because of ${rule}${isOpen ? `, until ${until}` : ''}${overdue ? ', overdue' : ''}${reason === '' ? '' : `: ${reason}`}`,
    ...(owner === '' ? [] : [`${owner} answers for the image`]),
    `${seen.archive} has had it since ${seen.date}`,
    ...(fixed.length === 0 ? [] : [`fixes ${fixed.join(', ')}`]),
    ...table(
      ['package', 'from', 'to', 'bytes', 'needed by'],
      packages.map((one) => [
        ...[one.name, one.from, one.to, `${String(one.fromBytes)} → ${String(one.toBytes)}`],
        one.requiredBy === '' ? 'the definition' : one.requiredBy,
      ]),
    ),
    ...(isOpen
      ? [`decide: quench hold release ${image} ${name} --reason … or quench hold reject ${image} ${name} --reason …`]
      : []),
  ];
}

const showCommand: Register = (parent, context) => {
  parent
    .command('show')
    .argument('<image>', IMAGE)
    .argument('<update>', UPDATE)
    .description('what a person is asked: versions, sizes, fixes, who needs it, and which rule asks')
    .action(async (image: string, name: string, _options, command: Command) => {
      const view = await context.withFactory(command, 'look', async (factory) =>
        factory.query('builder', new ShowHold(await lineMeant(factory, image), name)),
      );
      context.write(command, { data: { ...summary(view), ...detail(view) }, lines: shown(view) });
    });
};

/** What a person decides. */
interface Decision {
  readonly verb: 'release' | 'reject';
  readonly type: 'Release' | 'Reject';
  readonly about: string;
  readonly outcome: string;
}

const decisions: readonly Decision[] = [
  {
    ...{ verb: 'release', type: 'Release' },
    ...{
      about: 'let a version through; newer ones are decided as if the image had it',
      outcome: 'is let in',
    },
  },
  {
    ...{ verb: 'reject', type: 'Reject' },
    ...{ about: 'keep a version out; a newer one is decided anew', outcome: 'stays out' },
  },
];

const decisionCommand = ({ verb, type, about, outcome }: Decision, parent: Command, context: CliContext): void => {
  parent
    .command(verb)
    .argument('<image>', IMAGE)
    .argument('<update>', `${UPDATE}; nginx@1.28.0-1: only if it is to this version`)
    .requiredOption('--reason <text>', REASON, reasonIn)
    .description(about)
    .action(async (image: string, update: string, { reason }: { readonly reason: string }, command: Command) => {
      const [name = '', version] = update.split('@');
      const data = await context.withFactory(command, 'work', async (factory, signal) => {
        const line = await lineMeant(factory, image);
        const decision = new DecideUpdate(type, { line, name, version }, reason, ownRequest(factory));
        const decided = await factory.command('builder', decision);
        await factory.converge(signal);
        return { image: lineName(line), ...decided };
      });
      context.write(command, { data, lines: [`${data.name} ${data.to} in ${data.image} ${outcome}`] });
    });
};

/** `hold list|show|release|reject` */
export const holdCommands: Register = (program, context) => {
  const hold = program.command('hold').description('updates that wait for a person or for a time');
  for (const register of [listCommand, showCommand]) register(hold, context);
  for (const decision of decisions) decisionCommand(decision, hold, context);
};

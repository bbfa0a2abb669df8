import { DecideUpdate, Holds, updatesMeant, updatesToDecide, type HoldView } from '@quench/builder-feature';
import { lineName } from '@quench/contracts';
import { digest, hex } from '@quench/kernel';
import type { Command } from 'commander';
import type { CliContext, Register } from '../context.js';
import type { Factory } from '../../factory/factory.js';
import { linesMeant } from '../named-lines.js';
import { nameAndVersion } from '../named-update.js';
import { contentLines } from '../content-lines.js';
import { table } from '../output.js';
import { packageRows } from '../package-rows.js';
import { ownRequest } from '../own-request.js';
import { reasonIn } from '../reason.js';
import { shownIn } from '../shown-files.js';

const UPDATE =
  'the source of the packages, the place of a release, or a package of them: openssl; openssl@3.6.0-1: only to this version';
const IMAGE = 'every image that has not taken it by default; with version streams or variants also one line: nodejs/22';
const SHOWN = 'only where its files are those that `hold show` named so; 32 hex digits or more';
const REASON = 'why, in your words; must be given. `hold list`, `hold show` and `history` tell it';

/** A row as `--json` tells it. */
function summary({ update, overdue, name, phase, reason, until, since, shown, ...line }: HoldView) {
  const { from, to, step, urgent, rule } = update;
  const purl = update.range === undefined ? line.purl : update.seen.source.origin;
  const owner = 'owner' in update ? (update.owner ?? '') : '';
  const image = lineName(line);
  return { image, name, purl, phase, from, to, step, urgent, rule, reason, owner, until, since, overdue, shown };
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

const contentsOf = ({ update }: HoldView) => ('contents' in update ? (update.contents ?? []) : []);

/** What a person wants to know before deciding. */
function detail(view: HoldView) {
  const { packages, seen, range = '' } = view.update;
  const { source, snapshot, date } = seen;
  return {
    packages: packages.map(({ requiredBy = '', sha256 = '', platforms = [], ...one }) => ({
      ...one,
      ...{ requiredBy, sha256, platforms },
    })),
    fixed: 'fixed' in view.update ? view.update.fixed : [],
    contents: contentsOf(view).map(({ platforms = [], ...one }) => ({ ...one, platforms })),
    seen: { archive: `${source.origin} ${source.suite}`, snapshot, date },
    range,
  };
}

function shownLines(view: HoldView): readonly string[] {
  const { image, name, from, to, phase, step, rule, until, owner, reason, overdue, shown } = summary(view);
  const { fixed, seen, range } = detail(view);
  const isOpen = phase === 'held' || phase === 'delayed';
  return [
    `${name} in ${image}: ${from} → ${to}, a step of ${step === 'unknown' ? 'unknown size' : step}`,
    `${phase} because of ${rule}${isOpen ? `, until ${until}` : ''}${overdue ? ', overdue' : ''}${reason === '' ? '' : `: ${reason}`}`,
    ...(owner === '' ? [] : [`${owner} answers for the image`]),
    ...(range === ''
      ? [`${seen.archive} has had it since ${seen.date}`]
      : [
          `its registry has had it since ${seen.date}; the image takes releases that are "${range}"`,
          'a registry has no changelog: what it fixes and what is in its files is not known before it is taken',
        ]),
    ...(fixed.length === 0 ? [] : [`fixes ${fixed.join(', ')}`]),
    ...packageRows(view.update.packages, range !== ''),
    ...contentLines(contentsOf(view)),
    ...(isOpen ? [decideLine(`${name} ${image} --shown ${nameOfShown(shown)} --reason …`)] : []),
  ];
}

/** Whoever makes packages may make many with the same first digits, and bring the other one once the first was looked at. */
const nameOfShown = (shown: string): string => hex(digest(shown)).slice(0, 32);

const decideLine = (rest: string): string => `decide: quench hold release ${rest} or quench hold reject ${rest}`;

/** Which updates a person names, and how they are found. */
interface Meant {
  readonly update: string;
  readonly image: string | undefined;
  readonly shown?: string | undefined;
  readonly choose: typeof updatesMeant;
}

/** The updates that a person means. @throws Rejection `hold-unknown`, `hold-moved`, `image-unknown` */
async function meant(factory: Factory, { update, image, shown, choose }: Meant) {
  const [name, version] = nameAndVersion(update);
  const lines = image === undefined ? undefined : await linesMeant(factory, image);
  return choose({ name, version, shown, lines }, await factory.query('builder', new Holds()));
}

const showCommand: Register = (parent, context) => {
  parent
    .command('show')
    .argument('<update>', UPDATE)
    .argument('[image]', IMAGE)
    .description(
      'what a person is asked: versions, sizes, fixes, what is in the files, who needs it, and which rule asks',
    )
    .action(async (update: string, image: string | undefined, _options, command: Command) => {
      const views = await context.withFactory(command, 'look', (factory) =>
        meant(factory, { update, image, choose: updatesMeant }),
      );
      const data = views.map((view) => ({ ...summary(view), ...detail(view) }));
      context.write(command, { data, lines: views.flatMap(shownLines) });
    });
};

/** What a person decides. */
interface Decision {
  readonly verb: 'release' | 'reject';
  readonly type: 'Release' | 'Reject';
  readonly about: string;
  readonly outcome: string;
}

interface DecisionOptions {
  readonly reason: string;
  readonly shown?: string;
}

const decisions: readonly Decision[] = [
  {
    ...{ verb: 'release', type: 'Release' },
    ...{
      about: 'let a version through; newer ones are decided as if the image had it',
      outcome: 'is let into',
    },
  },
  {
    ...{ verb: 'reject', type: 'Reject' },
    ...{ about: 'keep a version out; a newer one is decided anew', outcome: 'stays out of' },
  },
];

const decisionCommand = ({ verb, type, about, outcome }: Decision, parent: Command, context: CliContext): void => {
  parent
    .command(verb)
    .argument('<update>', UPDATE)
    .argument('[image]', IMAGE)
    .option('--shown <digest>', SHOWN, shownIn)
    .requiredOption('--reason <text>', REASON, reasonIn)
    .description(about)
    .action(async (update: string, image: string | undefined, { reason, shown }: DecisionOptions, command: Command) => {
      const views = await context.withFactory(command, 'work', async (factory, signal) => {
        const found = await meant(factory, { update, image, shown, choose: updatesToDecide });
        for (const view of found) {
          const decision = new DecideUpdate(type, { ...view, version: view.update.to }, reason, ownRequest(factory));
          await factory.command('builder', decision);
        }
        await factory.converge(signal);
        return found;
      });
      const data = views.map(summary).map(({ image: line, name, purl, to }) => ({ image: line, name, purl, to }));
      context.write(command, { data, lines: data.map((one) => `${one.name} ${one.to} ${outcome} ${one.image}`) });
    });
};

/** `hold list|show|release|reject` */
export const holdCommands: Register = (program, context) => {
  const hold = program.command('hold').description('updates that wait for a person or for a time');
  for (const register of [listCommand, showCommand]) register(hold, context);
  for (const decision of decisions) decisionCommand(decision, hold, context);
};

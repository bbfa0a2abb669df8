import { Rejection } from '@quench/kernel';
import type { WorkState } from '@quench/ports';
import type { Factory } from '../../factory/factory.js';
import type { ServiceName } from '@quench/platform/service-process';
import { serviceNames } from '../../factory/service-names.js';
import type { Register } from '../context.js';
import { table } from '../output.js';
import { reasonIn } from '../reason.js';
import { workReason } from '../work-reason.js';

/** Per service; more is said, not shown. */
const LIMIT = 1_000;
const OWNER_LIMIT = 100_000;
const HEADS = ['service', 'kind', 'key', 'state', 'attempts', 'not before', 'reason'];
const OPEN: readonly WorkState[] = ['running', 'queued', 'dead', 'dropped'];

/** The service whose queue has an item. */
async function owner(factory: Factory, kind: string, key: string): Promise<ServiceName> {
  for (const name of serviceNames) {
    const rows = await (await factory.queue(name)).list({ kinds: [kind], limit: OWNER_LIMIT });
    if (rows.some((row) => row.key === key)) return name;
    if (rows.length === OWNER_LIMIT)
      throw new Rejection('too-many-rows', `${name} has more than ${String(OWNER_LIMIT)} items of kind ${kind}`);
  }
  throw new Rejection('work-unknown', `No work item ${kind} ${key}. See: quench queue list --all`);
}

const listCommand: Register = (parent, context) => {
  parent
    .command('list')
    .option('--all', 'also what is done')
    .description('work by service, most urgent first')
    .action(async (options: { readonly all?: boolean }, command) => {
      const rows = await context.withFactory(command, 'look', async (factory) => {
        const filter = { limit: LIMIT, ...(options.all === true ? {} : { states: OPEN }) };
        const lists = serviceNames.map(async (name) =>
          (await (await factory.queue(name)).list(filter)).map((row) => ({ service: name, ...row })),
        );
        return (await Promise.all(lists)).flat();
      });
      const cells = rows.map((row) => [
        row.service,
        row.kind,
        row.key,
        row.state,
        row.attempts,
        row.notBefore,
        workReason(row),
      ]);
      context.write(command, {
        data: rows,
        lines: [
          ...(rows.length === 0 ? ['no work waits, runs or has died'] : table(HEADS, cells)),
          ...serviceNames.flatMap((name) =>
            rows.filter(({ service }) => service === name).length === LIMIT
              ? [`${name} has more: only its ${String(LIMIT)} most urgent items are shown`]
              : [],
          ),
        ],
      });
    });
};

const retryCommand: Register = (parent, context) => {
  parent
    .command('retry')
    .argument('<kind>', 'as `queue list` shows it')
    .argument('<key>', 'as `queue list` shows it')
    .description('run a dead or dropped item again, ahead of the queue')
    .action(async (kind: string, key: string, _options, command) => {
      const done = await context.withFactory(command, 'look', async (factory) =>
        (await factory.queue(await owner(factory, kind, key))).retry(kind, key),
      );
      const text = done
        ? `${kind} ${key} is queued again`
        : `nothing to do: ${kind} ${key} is neither dead nor dropped`;
      context.write(command, { data: { kind, key, changed: done }, lines: [text] });
    });
};

const dropCommand: Register = (parent, context) => {
  parent
    .command('drop')
    .argument('<kind>', 'as `queue list` shows it')
    .argument('<key>', 'as `queue list` shows it')
    .requiredOption('--reason <text>', 'why, in your words; must be given. `queue list` tells it', reasonIn)
    .description('take an item out until it has a new cause')
    .action(async (kind: string, key: string, options: { readonly reason: string }, command) => {
      const done = await context.withFactory(command, 'look', async (factory) =>
        (await factory.queue(await owner(factory, kind, key))).drop(kind, key, options.reason),
      );
      const text = done ? `${kind} ${key} was dropped` : `nothing to do: ${kind} ${key} is done already`;
      context.write(command, { data: { kind, key, changed: done }, lines: [text] });
    });
};

/** `queue list|retry|drop` */
export const queueCommands: Register = (program, context) => {
  const queue = program.command('queue').description('work that waits, runs or has died');
  for (const register of [listCommand, retryCommand, dropCommand]) register(queue, context);
};

import { Rejection } from '@quench/kernel';
import type { Parked } from '@quench/ports';
import type { Factory } from '../../factory/factory.js';
import { serviceNames } from '../../factory/service-names.js';
import type { Register } from '../context.js';
import { table } from '../output.js';

/** Per service. */
const LIMIT = 1_000;
const HEADS = ['consumer', 'producer', 'key', 'seq', 'attempts', 'reason'];
/** Keys that a refusal names. */
const SHOWN = 10;

const parkedOf = async (factory: Factory): Promise<readonly Parked[]> =>
  (await Promise.all(serviceNames.map(async (name) => (await factory.parking(name)).list(LIMIT)))).flat();

/** Refuses a key of which no event is parked, and names those that are. @throws Rejection `parked-unknown` */
export function expectParked(key: string, rows: readonly Pick<Parked, 'key'>[]): void {
  const keys = [...new Set(rows.map((row) => row.key))].sort();
  // Of a list that may go on, nothing can be said of what is not in it.
  if (keys.includes(key) || rows.length >= LIMIT) return;
  const shown = keys.slice(0, SHOWN).join(', ');
  const more = keys.length > SHOWN ? ` and ${String(keys.length - SHOWN)} more` : '';
  const there = keys.length === 0 ? 'nothing is parked' : `there are ${shown}${more}`;
  throw new Rejection('parked-unknown', `No event of the key "${key}" is parked; ${there}. See: quench parked list`);
}

const retried = (digested: number): string =>
  digested === 0 ? 'nothing was parked that can be digested' : `${String(digested)} events digested`;

/** `parked list|retry` */
export const parkedCommands: Register = (program, context) => {
  const parked = program.command('parked').description('events that a consumer could not digest');

  parked
    .command('list')
    .description('events that wait for their cause to be mended')
    .action(async (_options, command) => {
      const rows = await context.withFactory(command, 'look', parkedOf);
      const cells = rows.map((row) => [row.consumer, row.producer, row.key, row.seq, row.attempts, row.reason]);
      context.write(command, {
        data: rows,
        lines: rows.length === 0 ? ['nothing is parked'] : table(HEADS, cells),
      });
    });

  parked
    .command('retry')
    .argument('[key]', 'only events of this key')
    .description('try parked events again, after their cause was mended')
    .action(async (key: string | undefined, _options, command) => {
      const digested = await context.withFactory(command, 'look', async (factory) => {
        if (key !== undefined) expectParked(key, await parkedOf(factory));
        return factory.retryParked(key);
      });
      context.write(command, { data: { digested }, lines: [retried(digested)] });
    });
};

import { services } from '../../factory/services.js';
import type { Register } from '../context.js';
import { table } from '../output.js';

const LIMIT = 1_000;

/** `parked list|retry` */
export const parkedCommands: Register = (program, context) => {
  const parked = program.command('parked').description('events that a consumer could not digest');

  parked
    .command('list')
    .description('events that wait for their cause to be mended')
    .action(async (_options, command) => {
      const rows = await context.withFactory(command, 'look', async (factory) =>
        (await Promise.all(services.map(({ name }) => factory.parking(name).list(LIMIT)))).flat(),
      );
      const cells = rows.map((row) => [row.consumer, row.producer, row.key, row.seq, row.attempts, row.reason]);
      context.write(command, {
        data: rows,
        lines: table(['consumer', 'producer', 'key', 'seq', 'attempts', 'reason'], cells),
      });
    });

  parked
    .command('retry')
    .argument('[key]', 'only events of this key')
    .description('try parked events again, after their cause was mended')
    .action(async (key: string | undefined, _options, command) => {
      const digested = await context.withFactory(command, 'look', (factory) => factory.retryParked(key));
      context.write(command, { data: { digested }, lines: [`${String(digested)} events digested`] });
    });
};

import { AskLag, AskToil } from '@quench/historian-feature';
import type { Register } from '../context.js';
import { lagReport } from '../lag-report.js';
import { sinceIn, weeksIn } from '../report-window.js';
import { toilReport } from '../toil-report.js';

/** `lag`, `toil` */
export const reportCommands: Register = (program, context) => {
  program
    .command('lag')
    .argument('[image]', 'an image, or a line of it such as nodejs/22; every image by default')
    .option('--since <time>', 'count what was published since: 90d, 12h, 4w, or a day such as 2026-11-01', '90d')
    .description('how long releases take from archive to channel, and how far images are behind')
    .action(async (image: string | undefined, options: { readonly since: string }, command) => {
      const now = new Date();
      const since = sinceIn(options.since, now);
      const lag = await context.withFactory(command, 'look', (factory) =>
        factory.query('historian', new AskLag(image, since)),
      );
      context.write(command, lagReport(lag, since, now.toISOString()));
    });

  program
    .command('toil')
    .option('--weeks <n>', 'how many weeks, this one included', '12')
    .description('what persons had to decide per week, and which cascades went through without anybody')
    .action(async (options: { readonly weeks: string }, command) => {
      const asked = new AskToil(weeksIn(options.weeks), new Date().toISOString());
      const weeks = await context.withFactory(command, 'look', (factory) => factory.query('historian', asked));
      context.write(command, toilReport(weeks));
    });
};

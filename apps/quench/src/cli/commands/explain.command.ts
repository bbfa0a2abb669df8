import { AskWhyNot, History, Why } from '@quench/historian-feature';
import { tell, treeLines, type ArchivedEvent, type CauseNode } from '@quench/historian-domain';
import type { Register } from '../context.js';
import { fact } from '../fact.js';

const line = (event: ArchivedEvent): string =>
  `${event.sequencedAt.slice(0, 19)}Z ${event.producer.split('/')[0] ?? ''}: ${tell(event)}`;

const told = ({ event, causes, repeated, missing, others }: CauseNode): object => ({
  id: event.id,
  type: event.type,
  at: event.sequencedAt,
  text: tell(event),
  repeated,
  missing,
  others,
  causes: causes.map(told),
});

/** `why`, `whynot`, `history` */
export const explainCommands: Register = (program, context) => {
  program
    .command('why')
    .argument('<ref>', 'nginx, nginx:1.26, nginx:1.26.3-r1, or a digest: 12 hex digits or more')
    .description('the chain of causes of an image')
    .action(async (ref: string, _options, command) => {
      const tree = await context.withFactory(command, 'look', (factory) => factory.query('historian', new Why(ref)));
      context.write(command, { data: told(tree), lines: treeLines(tree, line) });
    });

  program
    .command('whynot')
    .argument('<release>', 'pkg:deb/debian/nginx@1.2-3, nginx@1.2-3 or nginx')
    .argument('[image]', 'every image that ever had it by default')
    .description('what keeps a release out of an image')
    .action(async (release: string, image: string | undefined, _options, command) => {
      const answers = await context.withFactory(command, 'look', (factory) =>
        factory.query('historian', new AskWhyNot(release, image)),
      );
      const lines = answers.flatMap((one) => [
        `${one.image}: ${one.stage}: ${one.answer}`,
        ...one.evidence.map((event) => `  ${line(event)}`),
      ]);
      const data = answers.map((one) => ({ ...one, evidence: one.evidence.map(fact) }));
      context.write(command, { data, lines });
    });

  program
    .command('history')
    .argument('<subject>', 'an image, a channel, a package, a digest, an archive such as Debian/trixie')
    .description('everything that happened to a thing, oldest first')
    .action(async (subject: string, _options, command) => {
      const events = await context.withFactory(command, 'look', (factory) =>
        factory.query('historian', new History(subject)),
      );
      const lines = events.length === 0 ? [`nothing happened to ${subject} yet`] : events.map(line);
      context.write(command, { data: events.map(fact), lines });
    });
};

import { randomUUID } from 'node:crypto';
import { BuildImage, RebuildImage, ResolvePackages } from '@quench/builder-feature';
import { PollNow } from '@quench/watcher-feature';
import type { Register } from '../context.js';
import { shortDigest, table } from '../output.js';
import { imageList } from './image.command.js';

const resolveCommand: Register = (parent, context) => {
  parent
    .command('resolve')
    .argument('<package...>')
    .option('--distribution <name>', 'where from', 'debian/trixie')
    .description('the closure of packages as apt would install it on an empty system')
    .action(async (names: readonly string[], options: { readonly distribution: string }, command) => {
      const packages = await context.withFactory(command, 'look', (factory) =>
        factory.query('builder', new ResolvePackages(names, options.distribution)),
      );
      context.write(command, {
        data: packages,
        lines: table(
          ['package', 'version'],
          packages.map(({ name, version }) => [name, version]),
        ),
      });
    });
};

const buildCommand: Register = (parent, context) => {
  parent
    .command('build')
    .argument('<image>')
    .description('bring one image up to date now, ahead of the queue')
    .action(async (image: string, _options, command) => {
      const row = await context.withFactory(command, 'work', async (factory, signal) => {
        await factory.command('watcher', new PollNow(randomUUID()));
        await factory.command('builder', new BuildImage(image, randomUUID()));
        await factory.converge(signal);
        return (await imageList(factory)).find((one) => one.image === image);
      });
      const lines = [`${image}: ${row?.verdict ?? 'pending'} ${row?.digest ?? ''} ${row?.problem ?? ''}`.trimEnd()];
      context.write(command, { data: row, lines });
      if (row?.problem !== '') process.exitCode = 1;
    });
};

const rebuildCommand: Register = (parent, context) => {
  parent
    .command('rebuild')
    .argument('<image>')
    .description('build an image once more from its inputs only, and compare')
    .action(async (image: string, _options, command) => {
      const results = await context.withFactory(command, 'look', (factory, signal) =>
        factory.command(
          'builder',
          new RebuildImage(image, { idempotencyKey: randomUUID(), actor: factory.actor, signal }),
        ),
      );
      const lines = results.map(({ platform, published, rebuilt, equal }) =>
        equal
          ? `${image} ${platform}: equal, ${published}`
          : `${image} ${platform}: DIFFERENT, published ${shortDigest(published)}, rebuilt ${shortDigest(rebuilt)}`,
      );
      context.write(command, { data: results, lines });
      if (results.some(({ equal }) => !equal)) process.exitCode = 1;
    });
};

/** `resolve`, `build`, `rebuild` */
export const buildCommands: Register = (program, context) => {
  for (const register of [resolveCommand, buildCommand, rebuildCommand]) register(program, context);
};

import { randomUUID } from 'node:crypto';
import { BuildImage, RebuildImage, ResolvePackages, type Rebuilt } from '@quench/builder-feature';
import { didYouMean } from '@quench/builder-domain';
import { PluginError } from '@quench/plugin-sdk';
import { PollNow } from '@quench/watcher-feature';
import type { Register } from '../context.js';
import { expectImage } from '../expect-image.js';
import { shortDigest, table } from '../output.js';
import { workedOn } from '../watch-work.js';
import { imageList, problemText, type ImageListRow } from './image.command.js';

/** The error of a plugin with the nearest word that it knows. @param distribution that was asked for */
export function withNearest(error: unknown, distribution: string): unknown {
  if (!(error instanceof PluginError)) return error;
  const { code, message, chain, known } = error;
  const hint = didYouMean(chain.at(-1) ?? distribution, known);
  const said = hint === '' ? message : `${message.replace(/\.$/, '')}.${hint}`;
  return new PluginError(code, said, { cause: error, chain, known });
}

const resolveCommand: Register = (parent, context) => {
  parent
    .command('resolve')
    .argument('<package...>', 'names, as apt has them')
    .option('--distribution <name>', 'where from', 'debian/trixie')
    .description('the closure of packages as apt would install it on an empty system')
    .action(async (names: readonly string[], options: { readonly distribution: string }, command) => {
      const packages = await context
        .withFactory(command, 'anywhere', (factory) =>
          factory.query('builder', new ResolvePackages(names, options.distribution)),
        )
        .catch((error: unknown) => {
          throw withNearest(error, options.distribution);
        });
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
    .argument('<image>', 'its name in the catalog')
    .description('bring one image up to date now, ahead of the queue')
    .action(async (image: string, _options, command) => {
      const row = await workedOn(
        context,
        command,
        async (factory) => {
          await expectImage(factory, image);
          await factory.command('watcher', new PollNow(randomUUID()));
          await factory.command('builder', new BuildImage(image, randomUUID()));
        },
        async (factory) => (await imageList(factory)).find((one) => one.image === image),
      );
      context.write(command, { data: row, lines: [`${image}: ${row === undefined ? 'not built' : builtText(row)}`] });
      if (row?.problem !== '' || row.verdict !== 'approved') process.exitCode = 1;
    });
};

/** What came of building an image. */
export const builtText = (row: ImageListRow): string =>
  row.problem === '' ? `${row.verdict} ${row.digest}`.trimEnd() : problemText(row);

const rebuildCommand: Register = (parent, context) => {
  parent
    .command('rebuild')
    .argument('<image>', 'its name in the catalog')
    .description('build an image once more from its inputs only, and compare')
    .action(async (image: string, _options, command) => {
      const results = await workedOn(
        context,
        command,
        async (factory, signal) => {
          await expectImage(factory, image);
          const options = { idempotencyKey: randomUUID(), actor: factory.actor, signal };
          return factory.command('builder', new RebuildImage(image, options));
        },
        (_factory, rebuilt) => Promise.resolve(rebuilt),
      );
      context.write(command, { data: results, lines: results.map((result) => rebuiltLine(image, result)) });
      if (results.some(({ equal, planted }) => !equal || planted.length > 0)) process.exitCode = 1;
    });
};

function rebuiltLine(image: string, { platform, published, rebuilt, equal, planted }: Rebuilt): string {
  const outcome = equal
    ? `equal, ${published}`
    : `DIFFERENT, published ${shortDigest(published)}, rebuilt ${shortDigest(rebuilt)}`;
  const cache =
    planted.length === 0 ? '' : `; the layer cache held WRONG ${planted.map(shortDigest).join(', ')}, now replaced`;
  return `${image} ${platform}: ${outcome}${cache}`;
}

/** `resolve`, `build`, `rebuild` */
export const buildCommands: Register = (program, context) => {
  for (const register of [resolveCommand, buildCommand, rebuildCommand]) register(program, context);
};

import { randomUUID } from 'node:crypto';
import {
  BuildImage,
  RebuildImage,
  ResolvePackages,
  type LineView,
  type RebuiltImage,
  type RebuiltPlatform,
} from '@quench/builder-feature';
import { lineKey, lineName } from '@quench/contracts';
import { didYouMean } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { PollNow } from '@quench/watcher-feature';
import type { Register } from '../context.js';
import { lineMeant, linesMeant } from '../named-lines.js';
import { shortDigest, table, unended } from '../output.js';
import { onlyAbout, silentProgress } from '../progress.js';
import { severalPlatforms } from '../several-platforms.js';
import { viewOf, watched, workedOn, type Scene } from '../watch-work.js';
import { imageList, problemText, type ImageListRow } from './image.command.js';

/** The error of a plugin with the nearest word that it knows. @param distribution that was asked for */
export function withNearest(error: unknown, distribution: string): unknown {
  if (!(error instanceof PluginError)) return error;
  const { code, message, chain, known } = error;
  const hint = didYouMean(chain.at(-1) ?? distribution, known);
  const said = hint === '' ? message : `${unended(message)}.${hint}`;
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
    .argument('<image>', 'its name in the catalog; all of its lines, or one: nodejs/22/dev')
    .description('bring one image up to date now, ahead of the queue')
    .action(async (image: string, _options, command) => {
      let names: readonly string[] = [];
      const rows = await workedOn(
        context,
        command,
        async (factory) => {
          const meant = await linesMeant(factory, image);
          names = meant.map(lineName);
          await factory.command('watcher', new PollNow(randomUUID()));
          for (const line of meant) await factory.command('builder', new BuildImage(line, randomUUID()));
        },
        async (factory) => (await imageList(factory)).filter((one) => names.includes(one.image)),
      );
      context.write(command, { data: rows, lines: rows.map((row) => `${row.image}: ${builtText(row)}`) });
      if (rows.some(({ problem, verdict }) => problem !== '' || verdict !== 'approved')) process.exitCode = 1;
    });
};

/** What came of building an image. */
export const builtText = (row: ImageListRow): string =>
  row.problem === ''
    ? `${row.verdict} ${row.digest}`.trimEnd() + severalPlatforms(Object.keys(row.recipe))
    : problemText(row);

/** Everything by which events and work name a line of the catalog. */
const namesOf = (line: LineView): ReadonlySet<string> =>
  new Set([line.image, lineKey(line), ...(line.head?.recipes ?? []).map(({ recipe }) => recipe)]);

/** Longer than a historian takes that is not in trouble. */
const HISTORY_MS = 60_000;

/** Until history tells what was done, or a person was told that it does not yet. */
async function historyTold({ factory, view, signal }: Scene): Promise<void> {
  const patience = AbortSignal.timeout(HISTORY_MS);
  try {
    await factory.historyTold(AbortSignal.any([signal, patience]));
  } catch (fault) {
    if (signal.aborted || !patience.aborted) throw fault;
    view.note('history does not tell of it yet: the historian is behind. See: quench status');
  }
}

const rebuildCommand: Register = (parent, context) => {
  parent
    .command('rebuild')
    .argument('<image>', 'its name in the catalog; of several lines one: nodejs/22/dev')
    .description('build an image once more from its inputs only, and compare')
    .action(async (image: string, _options, command) => {
      const rebuilt = await context.withFactory(command, 'work', async (factory, signal) => {
        const line = await lineMeant(factory, image);
        const view = onlyAbout(namesOf(line), viewOf(context, command, silentProgress));
        return watched({ factory, view, signal }, async (scene) => {
          const options = { idempotencyKey: randomUUID(), actor: factory.actor, signal };
          const answer = await factory.command('builder', new RebuildImage(line, options));
          // What others have to do meanwhile is not waited for: the image was built here.
          await historyTold(scene);
          await scene.facts.caughtUp();
          return answer;
        });
      });
      context.write(command, { data: rebuilt, lines: rebuiltLines(rebuilt) });
      if (!rebuilt.equal || rebuilt.platforms.some(({ planted }) => planted.length > 0)) process.exitCode = 1;
    });
};

/** What came of building an image once more: the image, and the platforms of which there is more to say. */
export const rebuiltLines = ({ image, published, rebuilt, equal, platforms }: RebuiltImage): readonly string[] => [
  equal
    ? `${image}: equal, ${published}${severalPlatforms(platforms.map(({ platform }) => platform))}`
    : `${image}: DIFFERENT, published ${shortDigest(published)}, rebuilt ${shortDigest(rebuilt)}`,
  ...platforms.flatMap((one) => {
    const said = [...(one.equal ? [] : [manifestsText(one)]), ...(one.planted.length === 0 ? [] : [cacheText(one)])];
    return said.length === 0 ? [] : [`  ${one.platform}: ${said.join('; ')}`];
  }),
];

const manifestsText = ({ published, rebuilt }: RebuiltPlatform): string =>
  `DIFFERENT, published manifest ${shortDigest(published)}, rebuilt ${shortDigest(rebuilt)}`;

const cacheText = ({ planted }: RebuiltPlatform): string =>
  `the layer cache held WRONG ${planted.map(shortDigest).join(', ')}, now replaced`;

/** `resolve`, `build`, `rebuild` */
export const buildCommands: Register = (program, context) => {
  for (const register of [resolveCommand, buildCommand, rebuildCommand]) register(program, context);
};

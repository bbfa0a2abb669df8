import { resolve } from 'node:path';
import { CheckCatalog } from '@quench/builder-feature';
import { counted, Rejection } from '@quench/kernel';
import { appliedLines, applyFolder, editionText } from '../../factory/apply-folder.js';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { Register } from '../context.js';

interface ApplyOptions {
  readonly expect?: string;
  readonly retire: readonly string[];
  readonly commit?: string;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const edition = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text))
    throw new Rejection('option-malformed', `--expect takes the number of an edition, not "${text}"`);
  return Number(text);
};

/** `catalog check|apply` */
export const catalogCommands: Register = (program, context) => {
  const catalog = program.command('catalog').description('the folder of image definitions');

  catalog
    .command('check')
    .argument('<dir>', 'catalog folder')
    .description('say what is wrong with a folder; change nothing')
    .action(async (dir: string, _options, command) => {
      const folder = resolve(dir);
      const files = await readCatalogFolder(folder);
      const found = await context.withFactory(command, 'anywhere', (factory) =>
        factory.query('builder', new CheckCatalog(files, folder)),
      );
      const derived = found.derived.map(({ image, from }) => `${image} is derived from ${from}`);
      const none = `no mistake in ${counted(found.images.length, 'definition')}`;
      const lines = found.problems.length > 0 ? found.problems : [none, ...derived];
      context.write(command, { data: found, lines });
      if (found.problems.length > 0) process.exitCode = 1;
    });

  catalog
    .command('apply')
    .argument('<dir>', 'catalog folder')
    .description('make a folder the catalog, as one edition; the `up` that runs, or the next one, builds it')
    .option('--expect <edition>', 'refuse unless the catalog is at this edition')
    .option('--retire <image>', 'say that this image is to be retired; may be repeated', collect, [])
    .option('--commit <id>', 'the source commit, to be recorded')
    .action(async (dir: string, options: ApplyOptions, command) => {
      const { retire, commit: sourceCommit } = options;
      const wish = { offered: 'once', expectEdition: edition(options.expect), retire, sourceCommit } as const;
      const outcome = await context.withFactory(command, 'look', (factory) => applyFolder(factory, resolve(dir), wish));
      const { problems, changed } = outcome;
      const applied = editionText(outcome);
      const lines = problems.length > 0 ? problems : [changed ? `applied: ${applied}` : `nothing to do: ${applied}`];
      const idle = problems.length > 0 ? [] : retire.filter((image) => !outcome.retired.includes(image));
      const notRetired = idle.map((image) => `--retire ${image}: no such image was there to be retired`);
      context.write(command, { data: outcome, lines: [...lines, ...notRetired, ...appliedLines(outcome)] });
      if (problems.length > 0) process.exitCode = 1;
    });
};

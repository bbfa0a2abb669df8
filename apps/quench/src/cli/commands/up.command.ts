import { resolve } from 'node:path';
import { Rejection } from '@quench/kernel';
import { Option, type Command } from 'commander';
import { appliedLines, applyFolder } from '../../factory/apply-folder.js';
import type { Factory } from '../../factory/factory.js';
import { watchFolder } from '../../factory/watch-folder.js';
import type { CliContext, Register } from '../context.js';
import type { Output } from '../output.js';
import { ownCatalog } from '../places.js';
import { jsonProgress } from '../progress.js';
import { closingLine, imageTable, journeys, nextCommands } from '../round-report.js';
import { settle, viewOf, watched, type Scene } from '../watch-work.js';
import { imageList, problemText, type ImageListRow } from './image.command.js';
import { statusOf } from './status.command.js';

interface UpOptions {
  readonly once?: boolean;
  readonly catalog: string;
}

/** What a first round came to. */
export interface UpAnswer {
  /** Of the catalog. */
  readonly edition: number;
  /** Whether the folder differed from the catalog. */
  readonly changed: boolean;
  readonly gateway: string;
  readonly images: readonly ImageListRow[];
  readonly seconds: number;
}

async function round(scene: Scene, folder: string): Promise<UpAnswer> {
  const { factory, view } = scene;
  const started = performance.now();
  const outcome = await applyFolder(factory, folder, { retire: [] });
  for (const line of [...outcome.problems, ...appliedLines(outcome)]) view.note(line);
  if (outcome.problems.length > 0) {
    throw new Rejection('catalog-refused', `The catalog ${folder} was not applied; see the lines above`);
  }
  const { edition, changed } = outcome;
  view.note(changed ? `catalog edition ${String(edition)}: ${outcome.images.join(', ')}` : 'catalog unchanged');
  await settle(scene);
  const images = await imageList(factory);
  const { gateway } = await statusOf(factory);
  return { edition, changed, gateway, images, seconds: (performance.now() - started) / 1_000 };
}

async function answer(
  factory: Factory,
  answered: UpAnswer,
  asked: { readonly once: boolean; readonly catalog: string },
): Promise<Output> {
  const { gateway, images, seconds } = answered;
  const all = await journeys(factory);
  const lines = [
    ...imageTable(images, all),
    `in ${seconds.toFixed(1)} s`,
    ...nextCommands(factory, images, all, { gateway, ...asked }),
  ];
  return { data: answered, lines };
}

/** Keeps the catalog in step with its folder until stopped. */
async function keep(scene: Scene, folder: string): Promise<void> {
  const { factory, view, signal } = scene;
  await watchFolder(folder, signal, async () => {
    const outcome = await applyFolder(factory, folder, { retire: [] }).catch((error: unknown) => {
      if (error instanceof Rejection) view.note(error.message);
      else throw error;
    });
    if (outcome === undefined) return;
    for (const line of [...outcome.problems, ...appliedLines(outcome)]) view.note(line);
    if (!outcome.changed) return;
    view.note(`catalog edition ${String(outcome.edition)}`);
    await settle(scene);
    for (const row of await imageList(factory)) if (row.problem !== '') view.note(`${row.image}: ${problemText(row)}`);
  });
}

async function gatewayNote(factory: Factory): Promise<string> {
  const { address, wantedPort } = await factory.serve();
  const taken = wantedPort !== 0 && !address.endsWith(`:${String(wantedPort)}`);
  return `gateway ${address}${taken ? `, since port ${String(wantedPort)} is taken` : ''}`;
}

/** `up` */
export const upCommand: Register = (program, context: CliContext) => {
  program
    .command('up')
    .description('run the whole factory: build, test, sign and serve the catalog, and keep it up to date')
    .option('--once', 'end when nothing is left to do')
    .addOption(
      new Option('--catalog <dir>', 'the folder of definitions').default(ownCatalog, 'catalog in the checkout'),
    )
    .action(async ({ once = false, catalog }: UpOptions, command: Command) => {
      const [folder, view] = [resolve(catalog), viewOf(context, command, jsonProgress)];
      await context.withFactory(command, 'up', async (factory, signal) => {
        view.note(await gatewayNote(factory));
        await watched({ factory, view, signal }, async (scene) => {
          const answered = await round(scene, folder);
          context.write(command, await answer(factory, answered, { once, catalog: folder }));
          const closing = closingLine(answered.images);
          if (closing !== undefined) {
            view.note(closing);
            process.exitCode = 1;
          }
          if (once) return;
          view.note('watching archives and catalog; Ctrl-C stops');
          await keep(scene, folder).catch((error: unknown) => {
            // Stopping is how one ends it.
            if (!signal.aborted) throw error;
          });
        });
      });
    });
};

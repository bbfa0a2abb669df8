import { resolve } from 'node:path';
import { Rejection } from '@quench/kernel';
import { Option, type Command } from 'commander';
import type { Factory } from '../../factory/factory.js';
import { offerFolder, offerLines, refusedLine, type Offer } from '../../factory/offer-folder.js';
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
  /** Of the catalog that is served. */
  readonly edition: number;
  /** Whether the folder differed from the catalog. */
  readonly changed: boolean;
  /** Why nothing of the folder was applied, a line for each mistake; empty when the edition is that of the folder. */
  readonly refused: readonly string[];
  readonly gateway: string;
  readonly images: readonly ImageListRow[];
  readonly seconds: number;
}

/**
 * Offers the folder as the catalog and says what came of it, unless that was said already.
 * @param said why it was refused before
 */
async function applied({ factory, view }: Scene, folder: string, said: readonly string[] = []): Promise<Offer> {
  const offer = await offerFolder(factory, folder);
  for (const line of offerLines(folder, offer, said)) view.note(line);
  return offer;
}

/** Works on with the last accepted catalog when the folder is refused; a first one must be right. */
async function round(scene: Scene, folder: string): Promise<UpAnswer> {
  const { factory, view } = scene;
  const started = performance.now();
  const { edition, changed, refused } = await applied(scene, folder);
  if (edition === 0) {
    throw new Rejection('catalog-refused', `The catalog ${folder} was not applied; see the lines above`);
  }
  if (!changed && refused.length === 0) view.note('catalog unchanged');
  await settle(scene);
  const images = await imageList(factory);
  const { gateway } = await statusOf(factory);
  return { edition, changed, refused, gateway, images, seconds: (performance.now() - started) / 1_000 };
}

async function answer(
  factory: Factory,
  answered: UpAnswer,
  asked: { readonly once: boolean; readonly catalog: string },
): Promise<Output> {
  const { gateway, images, seconds } = answered;
  const all = await journeys(factory);
  const refused = refusedLine(asked.catalog, answered);
  const lines = [
    ...imageTable(images, all),
    `in ${seconds.toFixed(1)} s`,
    ...(refused === undefined ? [] : ['', refused, ...answered.refused.map((line) => `  ${line}`)]),
    ...nextCommands(factory, images, all, { gateway, ...asked }),
  ];
  return { data: answered, lines };
}

/**
 * Keeps the catalog in step with its folder until stopped.
 * @param said why the folder was refused in the round before; the first look is mostly at the same folder
 */
async function keep(scene: Scene, folder: string, said: readonly string[]): Promise<void> {
  const { factory, view, signal } = scene;
  let before = said;
  await watchFolder(folder, signal, async () => {
    const { changed } = await applied(scene, folder, before);
    before = [];
    if (!changed) return;
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
          if (once) {
            const refused = refusedLine(folder, answered);
            if (refused !== undefined) throw new Rejection('catalog-refused', refused);
            return;
          }
          view.note('watching archives and catalog; Ctrl-C stops');
          await keep(scene, folder, answered.refused).catch((error: unknown) => {
            // Stopping is how one ends it.
            if (!signal.aborted) throw error;
          });
        });
      });
    });
};

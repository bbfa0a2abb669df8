import { resolve } from 'node:path';
import { Lines } from '@quench/builder-feature';
import { readGateway } from '@quench/platform/registry-gateway';
import { Option, type Command } from 'commander';
import type { Factory } from '../../factory/factory.js';
import { expectTaken, offerFolder, offerLines, refusedLine, startingOffer } from '../../factory/offer-folder.js';
import { watchFolder } from '../../factory/watch-folder.js';
import type { CliContext, Register } from '../context.js';
import { followCascades } from '../follow-cascades.js';
import type { Output } from '../output.js';
import { ownCatalog } from '../places.js';
import { jsonProgress } from '../progress.js';
import { closingLine, imageTable, journeys, nextCommands, shownImage } from '../round-report.js';
import { settle, viewOf, watched, type Scene } from '../watch-work.js';
import { imageList, problemText, type ImageListRow } from './image.command.js';

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

async function round(scene: Scene, folder: string): Promise<UpAnswer> {
  const { factory, view } = scene;
  const started = performance.now();
  const offer = await startingOffer(factory, folder, (line) => {
    view.note(line);
  });
  const { edition, changed, refused } = offer;
  // Before the work, which may take long: the answer says it again.
  const served = refusedLine(folder, offer);
  if (served !== undefined) view.note(served);
  await settle(scene);
  const images = await imageList(factory);
  const gateway = (await readGateway(factory.data)) ?? '';
  return { edition, changed, refused, gateway, images, seconds: (performance.now() - started) / 1_000 };
}

async function answer(
  factory: Factory,
  answered: UpAnswer,
  asked: { readonly once: boolean; readonly catalog: string },
): Promise<Output> {
  const { gateway, images, seconds } = answered;
  const known = await factory.query('builder', new Lines());
  const shown = await shownImage(factory, known, images);
  const refused = refusedLine(asked.catalog, answered);
  const lines = [
    ...imageTable(images, await journeys(factory, known)),
    `in ${seconds.toFixed(1)} s`,
    ...(refused === undefined ? [] : ['', refused, ...answered.refused.map((line) => `  ${line}`)]),
    ...(shown === undefined ? [] : nextCommands(factory, shown, { gateway, ...asked })),
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
    const offer = await offerFolder(factory, folder);
    for (const line of offerLines(folder, offer, before)) view.note(line);
    before = [];
    if (!offer.changed) return;
    await settle(scene);
    for (const row of await imageList(factory)) if (row.problem !== '') view.note(`${row.image}: ${problemText(row)}`);
  });
}

/** Says what the round left open, and goes on unless it was to be the only one. */
async function afterRound(
  scene: Scene,
  answered: UpAnswer,
  { once, folder }: { readonly once: boolean; readonly folder: string },
): Promise<void> {
  const { view, signal } = scene;
  const closing = closingLine(answered.images);
  if (closing !== undefined) {
    view.note(closing);
    process.exitCode = 1;
  }
  if (once) {
    expectTaken(folder, answered);
    return;
  }
  view.note('watching archives and catalog; Ctrl-C stops');
  await keep(scene, folder, answered.refused).catch((error: unknown) => {
    // Stopping is how one ends it.
    if (!signal.aborted) throw error;
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
          const cascades = followCascades(factory, view);
          try {
            const answered = await round(scene, folder);
            context.write(command, await answer(factory, answered, { once, catalog: folder }));
            await afterRound(scene, answered, { once, folder });
          } finally {
            cascades.stop();
          }
        });
      });
    });
};

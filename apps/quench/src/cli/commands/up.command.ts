import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ApplyCatalog, type CatalogOutcome } from '@quench/builder-feature';
import { archived } from '@quench/historian-domain';
import { Rejection } from '@quench/kernel';
import { Option, type Command } from 'commander';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { Factory } from '../../factory/factory.js';
import type { FollowedFacts } from '../../factory/follow-facts.js';
import { watchFolder } from '../../factory/watch-folder.js';
import type { CliContext, GlobalOptions, Register } from '../context.js';
import type { Output } from '../output.js';
import { checkout } from '../places.js';
import { jsonProgress, logProgress, terminalProgress, type ProgressView } from '../progress.js';
import { imageTable, journeys, nextCommands } from '../round-report.js';
import { imageList, type ImageListRow } from './image.command.js';
import { statusOf } from './status.command.js';

interface UpOptions {
  readonly once?: boolean;
  readonly catalog: string;
}

/** Makes the folder the catalog; says what is wrong with it. */
async function apply(factory: Factory, folder: string): Promise<CatalogOutcome> {
  const files = await readCatalogFolder(folder);
  const options = { idempotencyKey: randomUUID(), actor: factory.actor, retire: [] };
  return factory.command('builder', new ApplyCatalog(files, options));
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

/** What `up` works with. */
interface Scene {
  readonly factory: Factory;
  readonly facts: FollowedFacts;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

/** Until nothing is left to do and everything that happened was shown. */
async function settle({ factory, facts, view, signal }: Scene): Promise<void> {
  await factory.converge(signal);
  await facts.caughtUp();
  view.rest();
}

async function round(scene: Scene, folder: string): Promise<UpAnswer> {
  const { factory, view } = scene;
  const started = performance.now();
  const outcome = await apply(factory, folder);
  for (const problem of outcome.problems) view.note(problem);
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
    const outcome = await apply(factory, folder).catch((error: unknown) => {
      if (error instanceof Rejection) view.note(error.message);
      else throw error;
    });
    for (const problem of outcome?.problems ?? []) view.note(problem);
    if (outcome?.changed !== true) return;
    view.note(`catalog edition ${String(outcome.edition)}`);
    await settle(scene);
    for (const { image, verdict, problem } of await imageList(factory)) {
      if (problem !== '') view.note(`${image}: ${problem}`);
      else if (verdict !== 'approved') view.note(`${image}: ${verdict}; see: quench test list ${image}`);
    }
  });
}

/** Progress goes to the error output: the answer is alone on the other. */
function viewOf(command: Command): ProgressView {
  const { isTTY, columns } = process.stderr;
  const output = { write: (text: string) => void process.stderr.write(text), columns: isTTY ? columns : undefined };
  if (command.optsWithGlobals<Partial<GlobalOptions>>().json === true) return jsonProgress(output);
  return output.columns === undefined ? logProgress(output) : terminalProgress(output);
}

/** Runs `use` while everything that happens is shown. */
async function watched<T>(factory: Factory, view: ProgressView, use: (facts: FollowedFacts) => Promise<T>): Promise<T> {
  factory.onProgress((work) => {
    if (work.what === 'failed') view.failed(work);
  });
  const facts = await factory.followFacts((fact) => view.happened(archived(fact)));
  try {
    return await use(facts);
  } finally {
    facts.stop();
    view.rest();
  }
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
      new Option('--catalog <dir>', 'the folder of definitions').default(
        join(checkout, 'catalog'),
        'catalog in the checkout',
      ),
    )
    .action(async ({ once = false, catalog }: UpOptions, command: Command) => {
      const [folder, view] = [resolve(catalog), viewOf(command)];
      await context.withFactory(command, 'up', async (factory, signal) => {
        view.note(await gatewayNote(factory));
        await watched(factory, view, async (facts) => {
          const scene = { factory, facts, view, signal };
          const answered = await round(scene, folder);
          context.write(command, await answer(factory, answered, { once, catalog: folder }));
          if (answered.images.some(({ verdict, problem }) => verdict !== 'approved' || problem !== ''))
            process.exitCode = 1;
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

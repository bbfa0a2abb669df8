import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ApplyCatalog, type CatalogOutcome } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { Factory, Progress } from '../../factory/factory.js';
import { watchFolder } from '../../factory/watch-folder.js';
import type { CliContext, Register } from '../context.js';
import { shortDigest, type Output } from '../output.js';
import { checkout } from '../places.js';
import { imageTable, journeys, nextCommands } from '../round-report.js';
import { imageList, type ImageListRow } from './image.command.js';
import { statusOf } from './status.command.js';

interface UpOptions {
  readonly once: boolean;
  readonly catalog: string;
}

/** Makes the folder the catalog; says what is wrong with it. */
async function apply(factory: Factory, folder: string): Promise<CatalogOutcome> {
  const files = await readCatalogFolder(folder);
  const options = { idempotencyKey: randomUUID(), actor: factory.actor, retire: [] };
  return factory.command('builder', new ApplyCatalog(files, options));
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Lines that a person follows while the factory works. */
function follow(factory: Factory): void {
  const shown = new Set(['lock', 'build', 'verdict', 'publish']);
  factory.onProgress(({ kind, key, what, reason }: Progress) => {
    if (what === 'failed') say(`  ${kind} ${key}: ${reason ?? 'failed'}`);
    else if (what === 'finished' && shown.has(kind))
      say(`  ${kind} ${key.startsWith('sha256:') ? shortDigest(key) : key}`);
  });
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

async function round(factory: Factory, options: UpOptions, signal: AbortSignal): Promise<UpAnswer> {
  const started = performance.now();
  const outcome = await apply(factory, resolve(options.catalog));
  for (const problem of outcome.problems) say(problem);
  if (outcome.problems.length > 0) {
    throw new Rejection('catalog-refused', `The catalog ${options.catalog} was not applied; see the lines above`);
  }
  const { edition, changed } = outcome;
  say(changed ? `catalog edition ${String(edition)}: ${outcome.images.join(', ')}` : 'catalog unchanged');
  await factory.converge(signal);
  const images = await imageList(factory);
  const { gateway } = await statusOf(factory);
  return { edition, changed, gateway, images, seconds: (performance.now() - started) / 1_000 };
}

async function answer(factory: Factory, answered: UpAnswer, { once }: UpOptions): Promise<Output> {
  const { gateway, images, seconds } = answered;
  const all = await journeys(factory);
  const lines = [
    ...imageTable(images, all),
    `in ${seconds.toFixed(1)} s`,
    ...nextCommands(factory, images, all, { gateway, once }),
  ];
  return { data: answered, lines };
}

/** Keeps the catalog in step with its folder until stopped. */
async function keep(factory: Factory, folder: string, signal: AbortSignal): Promise<void> {
  await watchFolder(folder, signal, async () => {
    const outcome = await apply(factory, folder).catch((error: unknown) => {
      if (error instanceof Rejection) say(error.message);
      else throw error;
    });
    for (const problem of outcome?.problems ?? []) say(problem);
    if (outcome?.changed !== true) return;
    say(`catalog edition ${String(outcome.edition)}`);
    await factory.converge(signal);
    for (const { image, verdict, problem } of await imageList(factory)) {
      if (problem !== '') say(`${image}: ${problem}`);
      else if (verdict !== 'approved') say(`${image}: ${verdict}; see: quench test list ${image}`);
    }
  });
}

/** `up` */
export const upCommand: Register = (program, context: CliContext) => {
  program
    .command('up')
    .description('run the whole factory: build, test, sign and serve the catalog, and keep it up to date')
    .option('--once', 'end when nothing is left to do')
    .option('--catalog <dir>', 'the folder of definitions', join(checkout, 'catalog'))
    .action(async (options: UpOptions, command) => {
      await context.withFactory(command, 'up', async (factory, signal) => {
        const { address, wantedPort } = await factory.serve();
        const taken = wantedPort !== 0 && !address.endsWith(`:${String(wantedPort)}`);
        say(`gateway ${address}${taken ? `, since port ${String(wantedPort)} is taken` : ''}`);
        follow(factory);
        const answered = await round(factory, options, signal);
        context.write(command, await answer(factory, answered, options));
        if (answered.images.some(({ verdict, problem }) => verdict !== 'approved' || problem !== ''))
          process.exitCode = 1;
        if (options.once) return;
        say('watching archives and catalog; Ctrl-C stops');
        await keep(factory, resolve(options.catalog), signal).catch((error: unknown) => {
          // Stopping is how one ends it.
          if (!signal.aborted) throw error;
        });
      });
    });
};

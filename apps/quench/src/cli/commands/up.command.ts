import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ApplyCatalog, type CatalogOutcome } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { Factory, Progress } from '../../factory/factory.js';
import { watchFolder } from '../../factory/watch-folder.js';
import type { CliContext, Register } from '../context.js';
import { megabytes, shortDigest, table, type Output } from '../output.js';
import { checkout } from '../places.js';
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

function summary(rows: readonly ImageListRow[], seconds: number): readonly string[] {
  const cells = rows.map((row) => [
    row.image,
    row.channels.join(' ') || '-',
    row.digest === '' ? '-' : shortDigest(row.digest),
    row.packages,
    megabytes(row.sizeBytes),
    row.problem === '' ? row.verdict : row.problem,
  ]);
  return [...table(['image', 'channels', 'digest', 'packages', 'size', 'tests'], cells), `in ${seconds.toFixed(1)} s`];
}

function commands(gateway: string, row: ImageListRow | undefined): readonly string[] {
  if (row === undefined) return [];
  const ref = `${gateway}/${row.image}:${row.channels.at(-1) ?? 'latest'}`;
  return [
    '',
    `pull    skopeo copy --src-tls-verify=false docker://${ref} oci:${row.image}`,
    `run     podman run --rm --tls-verify=false ${ref}`,
    `verify  ./quench key list --json, then cosign verify --key KEY --insecure-ignore-tlog --allow-http-registry ${ref}`,
    `why     ./quench why ${row.image}`,
  ];
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
  say(changed ? `catalog edition ${String(edition)}: ${outcome.images.join(', ')}` : `catalog unchanged`);
  await factory.converge(signal);
  const images = await imageList(factory);
  const { gateway } = await statusOf(factory);
  return { edition, changed, gateway, images, seconds: (performance.now() - started) / 1_000 };
}

function answer(answered: UpAnswer): Output {
  const { gateway, images, seconds } = answered;
  const published = images.find(({ verdict, channels }) => verdict === 'approved' && channels.length > 0);
  return { data: answered, lines: [...summary(images, seconds), ...commands(gateway, published)] };
}

/** Keeps the catalog in step with its folder until stopped. */
async function keep(factory: Factory, folder: string, signal: AbortSignal): Promise<void> {
  await watchFolder(folder, signal, async () => {
    const outcome = await apply(factory, folder).catch((error: unknown) => {
      if (error instanceof Rejection) say(error.message);
      else throw error;
    });
    for (const problem of outcome?.problems ?? []) say(problem);
    if (outcome?.changed === true) say(`catalog edition ${String(outcome.edition)}`);
  });
}

/** `up` */
export const upCommand: Register = (program, context: CliContext) => {
  program
    .command('up')
    .description('run the whole factory: build, test, sign and serve the catalog, and keep it up to date')
    .option('--once', 'end when nothing is left to do', false)
    .option('--catalog <dir>', 'the folder of definitions', join(checkout, 'catalog'))
    .action(async (options: UpOptions, command) => {
      await context.withFactory(command, 'up', async (factory, signal) => {
        say(`gateway ${await factory.serve()}`);
        follow(factory);
        const answered = await round(factory, options, signal);
        context.write(command, answer(answered));
        if (answered.images.some(({ verdict, problem }) => verdict !== 'approved' || problem !== ''))
          process.exitCode = 1;
        if (options.once) return;
        say('watching archives and catalog; Ctrl-C stops');
        await keep(factory, resolve(options.catalog), signal);
      });
    });
};

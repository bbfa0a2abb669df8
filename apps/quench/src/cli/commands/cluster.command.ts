import { resolve } from 'node:path';
import { readConfiguration } from '@quench/platform/configuration';
import { checkDatabaseUrl, DATABASE_URL, holdDatabase } from '@quench/platform/database-server';
import { Option, type Command } from 'commander';
import { Cluster, instancesIn, type Waiting } from '../../cluster/cluster.js';
import { prepareServices } from '../../cluster/prepare-services.js';
import { Configuration } from '../../factory/configuration.js';
import { beginDirectory, existingDirectory } from '../../factory/data-directories.js';
import { chosenFolder } from '../../factory/chosen-folder.js';
import { expectTaken, startingOffer } from '../../factory/offer-folder.js';
import { serviceNames } from '../../factory/service-names.js';
import { clusterAnswer, clusterLines, type ClusterAnswer } from '../cluster-answer.js';
import type { GlobalOptions, Register } from '../context.js';
import { noteOn } from '../note-on.js';
import type { Output } from '../output.js';
import { patiently } from '../patiently.js';
import { ownCatalog } from '../places.js';
import { stopSignal } from '../stop-signal.js';
import { Stopped } from '../stopped.js';

/** How many brokers a cluster may have, by the word for it. */
const BROKERS = { 1: 1, 3: 3 } as const;

interface UpOptions {
  readonly brokers?: keyof typeof BROKERS;
  readonly instances: readonly string[];
  readonly catalog?: string;
}

/** @throws Rejection `factory-missing` */
async function clusterOf(command: Command): Promise<Cluster> {
  const { data } = command.optsWithGlobals<GlobalOptions>();
  return new Cluster((await existingDirectory(resolve(data), 'quench cluster up')).directory);
}

const output = (data: ClusterAnswer): Output => ({ data, lines: clusterLines(data) });

/** Runs `use`, and says what it leaves running when it is stopped or fails. */
export async function sayingWhatIsLeft<T>(
  cluster: Pick<Cluster, 'left'>,
  { note, signal }: Waiting,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    const left = await cluster.left();
    const stop: unknown = signal.reason;
    if (stop instanceof Stopped) throw left === undefined ? stop : new Stopped(stop.signal, left);
    if (left !== undefined) note(left);
    throw error;
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `cluster up|scale|kill|status|down|prepare` */
export const clusterCommands: Register = (program, context) => {
  const cluster = program.command('cluster').description('all services as processes of their own on this host');
  upCommand(cluster, context);
  sizeCommands(cluster, context);
  prepareCommand(cluster, context);

  cluster
    .command('status')
    .description('what runs, what is ready, what died how often')
    .action(async (_options, command: Command) => {
      const cluster = await clusterOf(command);
      const state = await cluster.running();
      const lacking = await cluster.lacking(noteOn(context, command));
      context.write(command, output(await clusterAnswer(context, command, { state, lacking })));
    });

  cluster
    .command('down')
    .description(
      'end everything; what was begun goes on with the next start. PostgreSQL and Kafka end within half a minute',
    )
    .action(async (_options, command: Command) => {
      const stopped = await (await clusterOf(command)).down();
      context.write(command, {
        data: { stopped },
        lines: [
          stopped ? 'stopped; PostgreSQL and Kafka that were started for it end within half a minute' : 'nothing ran',
        ],
      });
    });
};

const upCommand: Register = (cluster, context) => {
  cluster
    .command('up')
    .description('start PostgreSQL, Kafka and every service, and leave a supervisor that keeps them running')
    .addOption(
      new Option('--brokers <count>', 'Kafka brokers of a new cluster; 1 unless told').choices(Object.keys(BROKERS)),
    )
    .option('--instances <service=count>', 'how many of a service, such as builder=2; may be repeated', collect, [])
    .option(
      '--catalog <dir>',
      'the folder of definitions, applied once; unless told, the one that was applied last, at first catalog in the checkout',
    )
    .action(async ({ brokers, instances, catalog }: UpOptions, command: Command) => {
      const { data, config } = command.optsWithGlobals<GlobalOptions>();
      const note = noteOn(context, command);
      const waiting = { note, signal: stopSignal(() => undefined) };
      const wanted = {
        instances: instancesIn(instances),
        brokers: brokers === undefined ? undefined : BROKERS[brokers],
        config: config === undefined ? undefined : resolve(config),
        database: process.env[DATABASE_URL] === undefined ? 'embedded' : 'given',
        ...waiting,
      } as const;
      // What is wrong with it is said here, rather than by a supervisor that ends.
      await readConfiguration(Configuration, config);
      checkDatabaseUrl(process.env);
      const folder = await chosenFolder({ data: resolve(data), told: catalog, first: ownCatalog }, note);
      const cluster = new Cluster((await beginDirectory(resolve(data))).directory);
      const { offer, answer } = await sayingWhatIsLeft(cluster, waiting, async () => {
        const state = await cluster.up(wanted).catch((fault: unknown) => {
          note(`The definitions of ${folder} were not applied; the same call again does that`);
          throw fault;
        });
        const offer = await context.withFactory(command, 'look', (factory) => startingOffer(factory, folder, note));
        const lacking = await cluster.lacking(note);
        return { offer, answer: await clusterAnswer(context, command, { state, lacking }) };
      });
      const { edition, changed, refused } = offer;
      context.write(command, { data: { ...answer, edition, changed, refused }, lines: clusterLines(answer) });
      expectTaken(folder, offer);
    });
};

const sizeCommands: Register = (cluster, context) => {
  cluster
    .command('scale')
    .argument('<service=count...>', 'such as builder=3')
    .description('run another number of instances of services')
    .action(async (words: readonly string[], _options, command: Command) => {
      const wanted = instancesIn(words);
      const cluster = await clusterOf(command);
      const waiting = { note: noteOn(context, command), signal: stopSignal(() => undefined) };
      const state = await sayingWhatIsLeft(cluster, waiting, () => cluster.scale(wanted, waiting));
      const lacking = await cluster.lacking(waiting.note);
      context.write(command, output(await clusterAnswer(context, command, { state, lacking })));
    });

  cluster
    .command('kill')
    .argument('<instance>', 'such as builder.2')
    .description('kill an instance (SIGKILL), to see it come back')
    .action(async (instance: string, _options, command: Command) => {
      const pid = await (await clusterOf(command)).kill(instance);
      context.write(command, { data: { instance, pid }, lines: [`killed ${instance}, process ${String(pid)}`] });
    });
};

const prepareCommand: Register = (cluster, context) => {
  cluster
    .command('prepare')
    .description('make or bring up to date what services need that something else starts: keys, passwords, schemas')
    .option('--wait <seconds>', 'how long to wait for a database that does not answer yet', '0')
    .action(async ({ wait: seconds }: { readonly wait: string }, command: Command) => {
      const { data } = command.optsWithGlobals<GlobalOptions>();
      const { directory } = await beginDirectory(resolve(data));
      const [note, url] = [noteOn(context, command), process.env[DATABASE_URL]];
      await patiently({ seconds, note }, async () => {
        const postgres = await holdDatabase({ data: directory.path, url, log: note, services: serviceNames });
        await prepareServices(directory, postgres).finally(() => postgres.release());
      });
      const prepared = { data: directory.path, services: serviceNames };
      context.write(command, {
        data: prepared,
        lines: [`${directory.path} is prepared for ${serviceNames.join(', ')}`],
      });
    });
};

import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ApplyCatalog } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { DataDirectory } from '@quench/platform/data-directory';
import { Option, type Command } from 'commander';
import { Cluster, instancesIn } from '../../cluster/cluster.js';
import type { ClusterState } from '../../cluster/cluster-state.js';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { CliContext, GlobalOptions, Register } from '../context.js';
import { table, type Output } from '../output.js';
import { checkout } from '../places.js';

/** How many brokers a cluster may have, by the word for it. */
const BROKERS = { 1: 1, 3: 3 } as const;

interface UpOptions {
  readonly brokers?: keyof typeof BROKERS;
  readonly instances: readonly string[];
  readonly catalog: string;
}

const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function clusterOf(command: Command): Promise<Cluster> {
  const { data } = command.optsWithGlobals<GlobalOptions>();
  return new Cluster(await DataDirectory.open(resolve(data)));
}

/** What `cluster status` tells. */
interface ClusterAnswer extends Omit<ClusterState, 'supervisor'> {
  /** Whether nothing is left to do now. */
  readonly converged: boolean;
}

async function answerOf(context: CliContext, command: Command, state: ClusterState): Promise<ClusterAnswer> {
  const { services, kafka, postgres } = state;
  const converged = await context.withFactory(command, 'look', (factory) => factory.isConverged());
  return { services, kafka, postgres, converged };
}

const output = (data: ClusterAnswer): Output => ({
  data,
  lines: [
    ...table(
      ['instance', 'pid', 'ready', 'port', 'restarts', 'ended last'],
      data.services.map(({ instance, pid, ready, port, restarts, ended }) => [
        instance,
        String(pid ?? '-'),
        ready ? 'yes' : 'no',
        String(port),
        String(restarts),
        ended ?? '',
      ]),
    ),
    `postgres ${data.postgres}`,
    `kafka    ${data.kafka.join(' ')}`,
    data.converged ? 'converged' : 'working',
  ],
});

async function applyCatalog(context: CliContext, command: Command, folder: string): Promise<void> {
  const files = await readCatalogFolder(folder);
  const outcome = await context.withFactory(command, 'look', (factory) =>
    factory.command(
      'builder',
      new ApplyCatalog(files, { idempotencyKey: randomUUID(), actor: factory.actor, retire: [] }),
    ),
  );
  for (const problem of outcome.problems) note(problem);
  if (outcome.problems.length > 0) throw new Rejection('catalog-refused', `The catalog ${folder} was not applied`);
  note(outcome.changed ? `catalog edition ${String(outcome.edition)}` : 'catalog unchanged');
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `cluster up|scale|kill|status|down` */
export const clusterCommands: Register = (program, context) => {
  const cluster = program.command('cluster').description('all services as processes of their own on this host');
  upCommand(cluster, context);
  sizeCommands(cluster, context);

  cluster
    .command('status')
    .description('what runs, what is ready, what died how often')
    .action(async (_options, command: Command) => {
      context.write(command, output(await answerOf(context, command, await (await clusterOf(command)).running())));
    });

  cluster
    .command('down')
    .description('end everything; what was begun goes on with the next start')
    .action(async (_options, command: Command) => {
      const stopped = await (await clusterOf(command)).down();
      context.write(command, { data: { stopped }, lines: [stopped ? 'stopped' : 'nothing ran'] });
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
    .addOption(
      new Option('--catalog <dir>', 'the folder of definitions, applied once').default(
        join(checkout, 'catalog'),
        'catalog in the checkout',
      ),
    )
    .action(async ({ brokers, instances, catalog }: UpOptions, command: Command) => {
      const { config } = command.optsWithGlobals<GlobalOptions>();
      const wanted = {
        instances: instancesIn(instances),
        brokers: brokers === undefined ? undefined : BROKERS[brokers],
        config: config === undefined ? undefined : resolve(config),
        note,
      };
      const state = await (await clusterOf(command)).up(wanted);
      await applyCatalog(context, command, resolve(catalog));
      context.write(command, output(await answerOf(context, command, state)));
    });
};

const sizeCommands: Register = (cluster, context) => {
  cluster
    .command('scale')
    .argument('<service=count...>', 'such as builder=3')
    .description('run another number of instances of services')
    .action(async (words: readonly string[], _options, command: Command) => {
      const state = await (await clusterOf(command)).scale(instancesIn(words), note);
      context.write(command, output(await answerOf(context, command, state)));
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

import { resolve } from 'node:path';
import { readConfiguration } from '@quench/platform/configuration';
import { applyTopics, KafkaClient, topicPlan, topicStates, type TopicState } from '@quench/platform/kafka-feed';
import {
  kafkaAccessOf,
  KafkaConfiguration,
  reachingKafka,
  SERVICES,
  type ToldBy,
} from '@quench/platform/service-process';
import type { Log } from '@quench/ports';
import type { Command } from 'commander';
import { ownBrokers } from '../../cluster/own-brokers.js';
import { existingDirectory } from '../../factory/data-directories.js';
import type { GlobalOptions, Register } from '../context.js';
import { NotedLog } from '../noted-log.js';
import { noteOn } from '../note-on.js';
import { patiently } from '../patiently.js';

interface TopicsOptions {
  readonly apply?: boolean;
  readonly wait: string;
}

/** `kafka topics` */
export const kafkaCommand: Register = (program, context) => {
  const kafka = program.command('kafka').description('the brokers that carry events between services');
  kafka
    .command('topics')
    .description(
      'whether each topic is as services need it; --config names a file with brokers, else those of the cluster',
    )
    .option('--apply', 'make those that are missing; what differs is never changed')
    .option('--wait <seconds>', 'how long to wait for brokers that do not answer yet', '0')
    .action(async ({ apply = false, wait: seconds }: TopicsOptions, command: Command) => {
      const brokers = await brokersOf(command.optsWithGlobals<GlobalOptions>());
      const note = noteOn(context, command);
      const states = await patiently({ seconds, note }, () => lookAt(brokers, { apply, log: new NotedLog(note) }));
      context.write(command, { data: states, lines: states.flatMap(linesOf) });
      if (states.some(({ state }) => state !== 'as-planned')) process.exitCode = 1;
    });
};

const WORDS = { 'as-planned': 'as planned', missing: 'missing', different: 'not as planned' } as const;

const linesOf = ({ name, state, differences }: TopicState): readonly string[] => [
  `${name}: ${WORDS[state]}`,
  ...differences.map((line) => `  ${line}`),
];

interface Brokers {
  readonly configuration: KafkaConfiguration;
  readonly by: ToldBy;
}

const brokersOf = async ({ config, data }: GlobalOptions): Promise<Brokers> =>
  config === undefined
    ? { configuration: await ownBrokers((await existingDirectory(resolve(data))).directory), by: 'own-cluster' }
    : { configuration: await readConfiguration(KafkaConfiguration, config), by: { within: '' } };

async function lookAt(
  { configuration, by }: Brokers,
  { apply, log }: { readonly apply: boolean; readonly log: Log },
): Promise<readonly TopicState[]> {
  const { brokers, replicas, retentionMs } = configuration;
  const access = await kafkaAccessOf(configuration);
  const client = new KafkaClient({ brokers, clientId: 'quench.topics', access, log });
  const plan = topicPlan({ services: SERVICES, replicas, retentionMs });
  const look = async (): Promise<readonly TopicState[]> => {
    await client.check();
    if (apply) await applyTopics(client, plan);
    return topicStates(client, plan);
  };
  return reachingKafka(configuration, look(), by);
}

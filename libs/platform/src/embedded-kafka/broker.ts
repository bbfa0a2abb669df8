import { writeFile } from 'node:fs/promises';
import { askApiVersions } from '../kafka-protocol/index.js';
import type { LogWords } from '../keeper/log-lines.js';
import { type Means, type Program, startProgram } from '../keeper/program.js';
import { brokerProperties, type BrokerSetup } from './broker-properties.js';
import { classArchive } from './class-archive.js';
import { type BrokerFiles, KAFKA_HOST, PROPERTIES } from './kafka-files.js';
import { kafkaCommand, type KafkaPrograms } from './kafka-programs.js';

/** A warning of the Java machine about its class archive is not news; frames of a stack trace tell nothing alone. */
export const KAFKA_WORDS: LogWords = {
  foreign: /^\[[\d.]+s\]\[|^at |^\.\.\. \d+ more/,
  fatal: [/^Caused by: /, /^(Exception in thread .*|[\w.$]+(Exception|Error)): /, /\] (ERROR|FATAL) /],
};

/** It ends cleanly at the first, which Java reports as exit code 143, and may have a class archive to write before. */
export const BROKER_MEANS: Means = [
  { signal: 'SIGTERM', waitMs: 60_000 },
  { signal: 'SIGKILL', waitMs: 30_000 },
];

const HEAP = '-Xmx256m';

/** Starts a broker as our child. Its data have been prepared. */
export async function startBroker(programs: KafkaPrograms, broker: BrokerFiles, setup: BrokerSetup): Promise<Program> {
  await writeFile(broker.properties, brokerProperties(broker.id, setup), { mode: 0o600 });
  const { ports } = setup;
  const archive = await classArchive(programs, broker);
  const options = [HEAP, '-XX:+ExitOnOutOfMemoryError', ...archive.options];
  const program = startProgram({
    command: await kafkaCommand(programs, options, ['kafka.Kafka', PROPERTIES]),
    folder: broker.folder,
    log: broker.log,
    port: ports.client,
    deathSignal: 'TERM',
    isReady: async () => typeof (await askApiVersions({ host: KAFKA_HOST, port: ports.client })) !== 'string',
    means: BROKER_MEANS,
  });
  return { ...program, stop: () => program.stop().then(archive.collect) };
}

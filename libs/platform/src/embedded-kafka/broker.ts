import { writeFile } from 'node:fs/promises';
import type { LogWords } from '../keeper/log-lines.js';
import { type Means, type Program, startProgram } from '../keeper/program.js';
import { askApiVersions } from './api-versions.js';
import { type BrokerPorts, brokerProperties } from './broker-properties.js';
import { classArchive } from './class-archive.js';
import type { BrokerCount } from './cluster-identity.js';
import { type BrokerFiles, PROPERTIES } from './kafka-files.js';
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
export async function startBroker(
  programs: KafkaPrograms,
  broker: BrokerFiles,
  brokers: BrokerCount,
  ports: BrokerPorts,
): Promise<Program> {
  await writeFile(broker.properties, brokerProperties(broker.id, brokers, ports), { mode: 0o600 });
  const archive = await classArchive(programs, broker);
  const options = [HEAP, '-XX:+ExitOnOutOfMemoryError', ...archive.options];
  const program = startProgram({
    command: await kafkaCommand(programs, options, ['kafka.Kafka', PROPERTIES]),
    folder: broker.folder,
    log: broker.log,
    port: ports.client,
    deathSignal: 'TERM',
    isReady: async () => (await askApiVersions(ports.client)) === undefined,
    means: BROKER_MEANS,
  });
  return { ...program, stop: () => program.stop().then(archive.collect) };
}

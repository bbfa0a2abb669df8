import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TransientFault } from '@quench/kernel';
import { DataDirectory } from '../data-directory/data-directory.js';
import { askApiVersions } from '../kafka-protocol/index.js';
import { ANY_LINE, lastLine, logEnd } from '../keeper/log-lines.js';
import type { ReadyState } from '../keeper/keeper-state.js';
import { useKept } from '../keeper/use-kept.js';
import type { WaitOptions } from '../keeper/wait.js';
import { KAFKA_WORDS } from './broker.js';
import { type BrokerCount, checkIdentity, clusterIdentity } from './cluster-identity.js';
import { ensureJars, INSTALLED } from './ensure-jars.js';
import { findJava } from './java.js';
import { brokerFiles, KAFKA_HOST, kafkaFiles, type KafkaFiles, PASSWORD } from './kafka-files.js';
import type { KafkaKeeping } from './keeper.js';
import { remedyFor } from './remedy.js';

/** What is needed, and how patiently. */
export interface KafkaOptions {
  /** The data directory; made when missing. */
  readonly data: string;
  /** One, unless said otherwise. What a data directory began with it stays with. */
  readonly brokers?: BrokerCount;
  /** Called with a line for a person when it takes long. */
  readonly log: (line: string) => void;
  /** How long the keeper keeps the brokers after their last user, if this call starts the keeper. */
  readonly lingerMs?: number;
  /** After this it is an error. Fetching the jars, which happens once, is not in it. */
  readonly timeoutMs?: number;
  /** Where the jars are, or are put. */
  readonly jars?: string;
  /** Where clients of the only broker are told to come, when it is not its own port: the port of a proxy. */
  readonly advertised?: number;
}

/** Brokers that run and stay while this is held. */
export interface EmbeddedKafka {
  /** `host:port` of each broker, for a client's list of brokers to begin with. */
  readonly brokers: readonly string[];
  /** Their only user, who shows the password with SCRAM-SHA-512. */
  readonly user: string;
  /** Holds the password, for its owner only. */
  readonly passwordFile: string;
  /** Says that we need them no more. The end of the process says so, too. */
  release(): Promise<void>;
}

const LINGER_MS = 10_000;
const TIMEOUT_MS = 120_000;
const KEEPER = new URL('./keeper.main', import.meta.url);

/**
 * Makes sure that the embedded Apache Kafka of a data directory runs, on loopback, and keeps it running until `release`.
 * As with the database it belongs to a keeper, a process that outlives us. A killed broker comes back by itself at the
 * same port if that is still free; a killed keeper is replaced by the next call.
 * @throws TransientFault `broker-not-started` with the broker's own last line, `broker-jars-not-fetched`
 * @throws Rejection `java-missing`, `java-too-old`, `maven-missing`, `broker-count-differs`, `broker-data-foreign`,
 * `data-directory-unusable`, `host-tool-missing`
 * @throws IntegrityFault `broker-jars-altered`
 */
export async function ensureKafka(options: KafkaOptions): Promise<EmbeddedKafka> {
  const { brokers = 1, lingerMs = LINGER_MS, log, advertised } = options;
  const directory = await DataDirectory.open(options.data);
  const files = kafkaFiles(directory);
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  await checkIdentity(files, brokers);
  const { user } = await clusterIdentity(files, brokers);
  await directory.secret(PASSWORD);
  const java = await findJava(process.env);
  const own = join(files.folder, 'jars');
  const jars = await ensureJars(options.jars === undefined ? [INSTALLED, own] : [options.jars], log, process.env);
  const keeping: KafkaKeeping = { brokers, lingerMs, programs: { java, jars }, advertised };
  const kept = await useKept({
    files,
    keeper: { module: KEEPER, parameters: [directory.path, JSON.stringify(keeping)] },
    wait: await waitOptions(files, brokers, options),
    tryUse: async (state) => {
      await checkIdentity(files, brokers);
      return tryBrokers(state);
    },
  });
  return {
    brokers: kept.ports.map((port) => `${KAFKA_HOST}:${port}`),
    user,
    passwordFile: files.passwordFile,
    release: () => Promise.resolve(kept.release()),
  };
}

async function tryBrokers({ ports }: ReadyState): Promise<string | undefined> {
  const answers = await Promise.all(ports.map((port) => askApiVersions({ host: KAFKA_HOST, port })));
  return answers.find((answer) => typeof answer === 'string');
}

async function waitOptions(files: KafkaFiles, brokers: BrokerCount, options: KafkaOptions): Promise<WaitOptions> {
  const logs = Array.from({ length: brokers }, (_none, at) => brokerFiles(files, at + 1).log);
  const marks = await Promise.all(logs.map(logEnd));
  const ownLine = async (): Promise<string | undefined> => {
    const lines = await Promise.all(logs.map((path, at) => lastLine(path, KAFKA_WORDS, marks[at])));
    const said = lines.filter((line) => line !== undefined);
    return said.find((line) => KAFKA_WORDS.fatal.some((pattern) => pattern.test(line))) ?? said[0];
  };
  return {
    what: 'Kafka',
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    log: options.log,
    lastLine: ownLine,
    failure: async (reason) => {
      const line = (await ownLine()) ?? (await lastLine(files.keeperLog, ANY_LINE)) ?? 'it said nothing';
      return new TransientFault(
        'broker-not-started',
        `The Kafka in ${files.folder} did not start: ${reason}. Its own last line: ${line.slice(0, 600)} ` +
          `(more in ${logs.join(', ')} and ${files.keeperLog}). ${remedyFor(line)}`,
      );
    },
  };
}

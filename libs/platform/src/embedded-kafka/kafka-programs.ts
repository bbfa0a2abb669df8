import { join } from 'node:path';
import type { Java } from './java.js';
import { lockedJars } from './jar-lock.js';

/** What runs Kafka. */
export interface KafkaPrograms {
  readonly java: Java;
  /** Holds the jars. */
  readonly jars: string;
}

/** Starts fast, stays small, writes no counters into the host's temporary folder, and is silent about class archives. */
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xshare:auto', '-Xlog:cds=error'];

/** What Kafka says: warnings, and the steps of its start. */
const LOGGING = {
  logFile: 'System.out',
  showDateTime: 'true',
  dateTimeFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSX",
  showShortLogName: 'true',
  defaultLogLevel: 'warn',
  'log.kafka.server.BrokerServer': 'info',
  'log.kafka.server.ControllerServer': 'info',
  'log.kafka.server.KafkaRaftServer': 'info',
};

/** The command that runs one of Kafka's programs. @param options for the Java virtual machine */
export async function kafkaCommand(
  programs: KafkaPrograms,
  options: readonly string[],
  program: readonly [string, ...string[]],
): Promise<readonly [string, ...string[]]> {
  const classPath = (await lockedJars()).map(({ name }) => join(programs.jars, name)).join(':');
  const logging = Object.entries(LOGGING).map(([name, value]) => `-Dorg.slf4j.simpleLogger.${name}=${value}`);
  return [programs.java.program, ...JVM, ...options, ...logging, '-cp', classPath, ...program];
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Rejection } from '@quench/kernel';
import { launchEnvironment } from '../keeper/launch.js';

/** A Java that can run Kafka. */
export interface Java {
  /** A path, or the name of a program on PATH. */
  readonly program: string;
  /** As it calls itself, such as 17.0.15. */
  readonly version: string;
}

/** What Kafka 4 needs. */
const OLDEST = 17;
const ASK_MS = 30_000;

/**
 * The Java of `JAVA_HOME`, else the one on PATH.
 * @throws Rejection `java-missing`, `java-too-old`
 */
export async function findJava(environment: NodeJS.ProcessEnv): Promise<Java> {
  const home = environment['JAVA_HOME'] ?? '';
  const program = home === '' ? 'java' : join(home, 'bin', 'java');
  const version = javaVersion(await ask(program, environment['PATH'] ?? ''));
  if (version === undefined) {
    throw new Rejection(
      'java-missing',
      `Kafka needs Java ${OLDEST} or newer, and ${program} ${home === '' ? 'is not on PATH' : 'does not say its version; JAVA_HOME names it'}. ` +
        `Install it (on Debian: apt-get install default-jre-headless) or set JAVA_HOME.`,
    );
  }
  if (majorOf(version) < OLDEST) {
    throw new Rejection(
      'java-too-old',
      `Kafka needs Java ${OLDEST} or newer, and ${program} is ${version}. Install a newer one, or set JAVA_HOME to it.`,
    );
  }
  return { program, version };
}

/** The version in what `java -version` says; undefined when there is none. */
export const javaVersion = (said: string): string | undefined => /version "([0-9][\w.+-]*)"/.exec(said)?.[1];

/** Up to 8 versions began with 1. */
export function majorOf(version: string): number {
  const [first = 0, second = 0] = version.split(/[._+-]/).map(Number);
  return first === 1 ? second : first;
}

/** It says its version on standard error. */
async function ask(program: string, path: string): Promise<string> {
  const options = { env: launchEnvironment(path), timeout: ASK_MS, maxBuffer: 100_000 };
  return promisify(execFile)(program, ['-version'], options).then(
    ({ stdout, stderr }) => `${stderr}${stdout}`,
    () => '',
  );
}

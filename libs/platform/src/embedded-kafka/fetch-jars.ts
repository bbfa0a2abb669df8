import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Rejection, TransientFault } from '@quench/kernel';
import { tellingLine } from '../keeper/log-lines.js';
import { type LockedJar, POM, verifyJars } from './jar-lock.js';

const FETCH_MS = 600_000;
const SAID_CHARACTERS = 20_000;

/**
 * Makes a folder of jars with Maven, from wherever Maven is configured to: whole and verified, or absent. The caller
 * holds the folder's lock. Everyone may read it, whatever the umask: there is no secret in it.
 * @throws Rejection `maven-missing`
 * @throws TransientFault `broker-jars-not-fetched`
 * @throws IntegrityFault `broker-jars-altered`
 */
export async function fetchJars(
  folder: string,
  jars: readonly LockedJar[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const place = dirname(folder);
  const beginning = `${basename(folder)}.draft-`;
  for (const name of await readdir(place)) {
    if (name.startsWith(beginning)) await rm(join(place, name), { recursive: true, force: true });
  }
  const draft = join(place, `${beginning}${randomUUID()}`);
  await mkdir(draft);
  try {
    await copyDependencies(draft, environment);
    await verifyJars(draft, jars);
    for (const { name } of jars) await chmod(join(draft, name), 0o644);
    await chmod(draft, 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copyDependencies(into: string, env: NodeJS.ProcessEnv): Promise<void> {
  const maven = ['mvn', '-B', '-q', '-f', POM, 'dependency:copy-dependencies'];
  const { code, said } = await run([...maven, '-DincludeScope=runtime', `-DoutputDirectory=${into}`], atHome(env));
  if (code === 0) return;
  if (code === COMMAND_MISSING || /failed to execute mvn: No such file/.test(said)) {
    throw new Rejection(
      'maven-missing',
      'The jars of Kafka are fetched with Maven once, and `mvn` is not on PATH. Install it (on Debian: apt-get install maven).',
    );
  }
  const line = tellingLine(said, { foreign: /^$/, fatal: [/^\[ERROR\] Failed to execute/, /\[ERROR\]|^Error/] });
  throw new TransientFault(
    'broker-jars-not-fetched',
    `Maven did not bring the jars of Kafka; it ended with ${code} and said: ${(line ?? 'nothing').slice(0, 600)} ` +
      `See that Maven reaches its repository (proxy, mirror and certificates are its own settings), then run the command again.`,
  );
}

/** Java takes the home from the list of users, which a process of a container is often not in; others go by `HOME`. */
function atHome(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { HOME, JDK_JAVA_OPTIONS = '' } = env;
  if (HOME === undefined || /["\\]/.test(HOME)) return env;
  return { ...env, JDK_JAVA_OPTIONS: `${JDK_JAVA_OPTIONS} "-Duser.home=${HOME}"`.trimStart() };
}

/** How `setpriv` ends when there is no such program. */
const COMMAND_MISSING = 127;

interface Ended {
  readonly code: number | string;
  readonly said: string;
}

/** It dies with us. */
function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      timeout: FETCH_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(0, SAID_CHARACTERS);
      });
    }
    child.on('error', (fault) => {
      resolve({ code: fault.message, said });
    });
    child.on('close', (code, signal) => {
      resolve({ code: code ?? signal ?? 'no status', said });
    });
  });
}

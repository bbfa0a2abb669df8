import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, unprivileged, whenInstalled } from '@quench/testing';
import pg from 'pg';
import { waitFor } from '../factory/wait-for.js';

/** What of the host's PostgreSQL is used here. */
const PROGRAMS = ['initdb', 'pg_dump', 'pg_restore'] as const;
const PASSWORD = 'of the superuser';

/** Runs where the host has a PostgreSQL of its own, with the programs that dump and restore. */
export const whenHostPostgres = whenInstalled(...PROGRAMS);

/** A server of the host's PostgreSQL, of which Quench knows nothing but its address. */
export class HostPostgres {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async start(): Promise<HostPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'quench-host-pg-'));
    const data = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, PASSWORD);
    const init = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'];
    const [program = '', ...options] = unprivileged([programOf('initdb'), ...init, '-E', 'UTF8', '--locale=C.UTF-8']);
    execFileSync(program, options, { stdio: 'pipe' });
    const port = await freePort();
    const place = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'fsync=off'];
    const [postgres = '', ...rest] = unprivileged([programOf('postgres'), ...place]);
    const server = spawn(postgres, rest, { stdio: 'ignore' });
    const ended = once(server, 'exit');
    const host = new HostPostgres(port, folder, async () => {
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true });
    });
    await waitFor('the host’s PostgreSQL', () =>
      host.query('SELECT 1').then(
        () => true,
        () => undefined,
      ),
    );
    return host;
  }

  /** As the superuser. */
  async query(text: string, database = 'postgres'): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: this.port,
      user: 'postgres',
      password: PASSWORD,
      database,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Readonly<Record<string, unknown>>>(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  url(user: string, password: string, database: string): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${String(this.port)}/${database}`;
  }

  /** What a person does who moves a database by hand. */
  dumpAndRestore(
    { user, password }: { readonly user: string; readonly password: string },
    from: string,
    to: string,
  ): void {
    const file = join(this.folder, 'dump');
    const env = { ...process.env, PGPASSWORD: password };
    const place = ['-h', '127.0.0.1', '-p', String(this.port), '-U', user];
    execFileSync(programOf('pg_dump'), [...place, '-Fc', '-f', file, from], { env, stdio: 'pipe' });
    execFileSync(programOf('pg_restore'), [...place, '--exit-on-error', '-d', to, file], { env, stdio: 'pipe' });
  }

  stop(): Promise<void> {
    return this.end();
  }
}

/** Of the version that `initdb` has: what is found by name may be of several. */
const programOf = (name: (typeof PROGRAMS)[number] | 'postgres'): string => join(dirname(realpathSync(initdb())), name);

const initdb = (): string => execFileSync('which', ['initdb'], { encoding: 'utf8' }).trim();

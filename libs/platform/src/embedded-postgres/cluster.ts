import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Rejection, TransientFault } from '@quench/kernel';
import { runToEnd } from '../keeper/launch.js';
import { processesIn } from '../keeper/leftovers.js';
import { lastLine, logEnd } from '../keeper/log-lines.js';
import type { Binaries } from './binaries.js';
import { DATABASE_USER, type DatabaseFiles } from './database-files.js';
import { stopLeftovers } from './leftovers.js';
import { POSTGRES_WORDS } from './postmaster.js';

const DRAFT = 'cluster.draft-';
const INITDB_MS = 300_000;

/**
 * Refuses a cluster that these programs cannot read; a missing one is fine.
 * @throws Rejection `database-version-unknown`
 */
export async function checkVersion({ cluster }: DatabaseFiles, { major }: Binaries): Promise<void> {
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (found === undefined || found.trim() === String(major)) return;
  throw new Rejection(
    'database-version-unknown',
    `${cluster} was made by PostgreSQL ${found.trim().slice(0, 20)}; this installation brings PostgreSQL ${major}. ` +
      `Use the version of Quench that made it, or a new data directory with --data.`,
  );
}

/** Makes the cluster if there is none: whole or absent, so that a killed first start leaves nothing half made. */
export async function prepareCluster(files: DatabaseFiles, programs: Binaries): Promise<void> {
  const names = await readdir(files.folder);
  for (const draft of names.filter((name) => name.startsWith(DRAFT))) await discard(join(files.folder, draft));
  if (names.includes('cluster')) return;
  const draft = join(files.folder, `${DRAFT}${randomUUID()}`);
  await initdb(draft, files, programs);
  await rename(draft, files.cluster);
}

async function discard(draft: string): Promise<void> {
  if (processesIn(draft).length > 0) await stopLeftovers(draft);
  await rm(draft, { recursive: true, force: true });
}

/** The builtin locale provider makes order and case independent of the host's C library. */
async function initdb(draft: string, files: DatabaseFiles, programs: Binaries): Promise<void> {
  const begin = await logEnd(files.postgresLog);
  const command = [
    programs.initdb,
    `--pgdata=${draft}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${files.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ] as const;
  const code = await runToEnd({ command, folder: files.folder, log: files.postgresLog, timeoutMs: INITDB_MS });
  if (code === 0) return;
  const line =
    (await lastLine(files.postgresLog, POSTGRES_WORDS, begin)) ?? `initdb ended with ${code} and said nothing`;
  throw new TransientFault('database-not-started', line);
}

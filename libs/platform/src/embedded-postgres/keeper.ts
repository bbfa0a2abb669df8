import { TransientFault } from '@quench/kernel';
import { freePort } from '../keeper/free-port.js';
import { type Charge, keep } from '../keeper/keeper.js';
import { lastLine, logEnd, rotateLog } from '../keeper/log-lines.js';
import { type Binaries, binaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import type { DatabaseFiles } from './database-files.js';
import { stopLeftovers } from './leftovers.js';
import { POSTGRES_WORDS, startPostmaster } from './postmaster.js';

/** Somebody took the port or ended it, or memory of a killed one is still being given back. */
const MAY_PASS =
  /received \w+ shutdown request|could not create any TCP\/IP sockets|Address already in use|pre-existing shared memory|lock file .* already exists/i;

/** Runs the database until nobody uses it or the signal says so. The caller holds the keeper's lock. */
export const keepPostgres = (files: DatabaseFiles, lingerMs: number, told: AbortSignal): Promise<void> =>
  keep({ files, lingerMs, prepare: async () => [await prepare(files)] }, told);

async function prepare(files: DatabaseFiles): Promise<Charge> {
  await rotateLog(files.postgresLog);
  const programs = await binaries();
  await stopLeftovers(files.cluster);
  await prepareCluster(files, programs);
  return postgresCharge(files, programs);
}

function postgresCharge(files: DatabaseFiles, programs: Binaries): Charge {
  return {
    start: async (port) => {
      await stopLeftovers(files.cluster);
      return startPostmaster(files, programs, await freePort(port));
    },
    mark: () => logEnd(files.postgresLog),
    lastLine: (mark) => lastLine(files.postgresLog, POSTGRES_WORDS, mark),
    mayPass: (line) => MAY_PASS.test(line),
    failure: (line) => new TransientFault('database-not-started', line),
  };
}

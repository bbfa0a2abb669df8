import { DataDirectory } from '../data-directory/data-directory.js';
import { databaseFiles } from './database-files.js';
import { keep } from './keeper.js';

/**
 * The keeper's process: arguments are the data directory and the linger in milliseconds; its starter passes it the
 * keeper's lock as an open file. Standard error is the keeper's log.
 */
const [data = '', lingerMs = ''] = process.argv.slice(2);
const told = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    told.abort();
  });
}
const stamp = (): string => new Date().toISOString();
try {
  process.stderr.write(`${stamp()} keeper ${process.pid} begins\n`);
  await keep(databaseFiles(await DataDirectory.open(data)), Number(lingerMs), told.signal);
  process.stderr.write(`${stamp()} keeper ${process.pid} ends\n`);
  process.exit(0);
} catch (fault) {
  process.stderr.write(`${stamp()} keeper ${process.pid} gives up: ${(fault as Error).message}\n`);
  process.exit(1);
}

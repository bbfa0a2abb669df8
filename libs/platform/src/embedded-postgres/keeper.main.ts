import { DataDirectory } from '../data-directory/data-directory.js';
import { keeperMain } from '../keeper/keeper-main.js';
import { databaseFiles } from './database-files.js';
import { keepPostgres } from './keeper.js';

/** The keeper's process: arguments are the data directory and the linger in milliseconds. */
const [data = '', lingerMs = ''] = process.argv.slice(2);
await keeperMain(async (told) => keepPostgres(databaseFiles(await DataDirectory.open(data)), Number(lingerMs), told));

import 'reflect-metadata';
import { runService } from '@quench/platform/service-process';
import { watcher } from './program.js';

process.exit(await runService(watcher, process.argv.slice(2)));

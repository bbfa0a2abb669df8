import 'reflect-metadata';
import { runService } from '@quench/platform/service-process';
import { tester } from './program.js';

process.exit(await runService(tester, process.argv.slice(2)));

import 'reflect-metadata';
import { runService } from '@quench/platform/service-process';
import { historian } from './program.js';

process.exit(await runService(historian, process.argv.slice(2)));

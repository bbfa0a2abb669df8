import 'reflect-metadata';
import { runService } from '@quench/platform/service-process';
import { builder } from './program.js';

process.exit(await runService(builder, process.argv.slice(2)));

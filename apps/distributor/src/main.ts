import 'reflect-metadata';
import { runService } from '@quench/platform/service-process';
import { distributor } from './program.js';

process.exit(await runService(distributor, process.argv.slice(2)));

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, type Command } from 'commander';
import { Rejection } from '@quench/kernel';
import { withoutDatabaseUrl } from '@quench/platform/database-server';
import { SERVICES } from '@quench/platform/service-process';
import type { GlobalOptions, Register } from '../context.js';
import { leaveSignals } from '../stop-at-once.js';

interface ServiceOptions {
  readonly instance?: string;
  readonly port: string;
  readonly prepare?: string;
}

/** `service NAME` */
export const serviceCommand: Register = (program) => {
  program
    .command('service')
    .addArgument(new Argument('<name>', 'the service').choices(SERVICES))
    .description('run one service over Kafka and PostgreSQL, as its own configuration file (--config) says')
    .option('--instance <name>', 'how this instance is called, such as builder.2; one of each name at a time')
    .option('--port <number>', 'where it serves health, metrics and feed on loopback; 0: any free one', '0')
    .option('--prepare <file>', 'bring its database up to date as the admin that the file names, and end')
    .action(async (name: string, { instance = `${name}.1`, port, prepare }: ServiceOptions, command: Command) => {
      const { config } = command.optsWithGlobals<GlobalOptions>();
      if (config === undefined)
        throw new Rejection(
          'command-line-malformed',
          `A service needs its own configuration file: --config FILE. What is in it is told in docs/guides/operator.md`,
        );
      const main = fileURLToPath(new URL(`../../../../${name}/dist/main.js`, import.meta.url));
      const prepared = prepare === undefined ? [] : ['--prepare', resolve(prepare)];
      const options = ['--config', resolve(config), '--instance', instance, '--port', port, ...prepared];
      const child = spawn(process.execPath, [...process.execArgv, main, ...options], {
        stdio: 'inherit',
        env: withoutDatabaseUrl(process.env),
      });
      // Ctrl-C reaches the service by its terminal, too: asked once or twice, it ends in order.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'));
      leaveSignals();
      const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals];
      process.exitCode = code ?? 128 + constants.signals[signal];
    });
};

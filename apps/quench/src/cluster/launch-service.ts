import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withoutDatabaseUrl } from '@quench/platform/database-server';
import type { ServiceName } from '@quench/platform/service-process';
import type { SlotName } from '@quench/platform/supervisor';

/** One instance to start, and where it finds and leaves what. */
export interface ServiceLaunch {
  readonly service: ServiceName;
  readonly slot: SlotName;
  readonly configuration: string;
  readonly port: number;
  readonly log: string;
}

/** Starts a service that is asked to end when we die: nobody else would end it. */
export function launchService({ service, slot, configuration, port, log }: ServiceLaunch): ChildProcess {
  const program = fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));
  const options = ['--config', configuration, '--instance', slot, '--port', String(port)];
  const output = openSync(log, 'a', 0o600);
  try {
    const command = ['--pdeathsig', 'TERM', process.execPath, ...process.execArgv, program, ...options];
    return spawn('setpriv', command, { stdio: ['ignore', output, output], env: withoutDatabaseUrl(process.env) });
  } finally {
    closeSync(output);
  }
}

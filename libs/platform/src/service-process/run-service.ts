import { parseArgs } from 'node:util';
import { QuenchError } from '@quench/kernel';
import { introduceKey, type Log } from '@quench/ports';
import { readConfiguration } from '../configuration/index.js';
import { JsonLinesLog } from '../runtime/index.js';
import { openService, type Closing, type OpenService, type ServiceProgram } from './open-service.js';
import { prepareService } from './prepare-service.js';
import type { ServiceConfiguration } from './service-configuration.js';

/**
 * Runs one service until SIGTERM or SIGINT, then ends it: claims nothing more, lets work end within the grace, hands the
 * rest back. The log goes to standard output, one JSON object per line.
 *
 *     node main.js --config services.yaml [--instance builder.2] [--port 4711]
 *     node main.js --config services.yaml --prepare admin.yaml
 *
 * The second form brings the service's database up to date with the admin's rights, and ends.
 *
 * @returns the exit code: 0 after a clean end, 1 when it could not begin
 */
export async function runService<C extends ServiceConfiguration>(
  program: ServiceProgram<C>,
  argv: readonly string[],
): Promise<number> {
  const { name } = program.definition;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      config: { type: 'string' },
      instance: { type: 'string' },
      port: { type: 'string' },
      prepare: { type: 'string' },
    },
  });
  const instance = values.instance ?? `${name}.1`;
  const log = new JsonLinesLog((line) => process.stdout.write(line), { service: name, instance });
  const closing: Closing = [];
  const asked = stopAsked();
  try {
    const configuration = await readConfiguration(program.configuration, values.config);
    if (values.prepare !== undefined) {
      await prepareService(program.definition, configuration, values.prepare);
      log.info('service-prepared');
      return 0;
    }
    const service = await openService(program, configuration, { instance, log }, closing);
    await begin(service, { port: Number(values.port ?? 0), graceMs: configuration.graceMs, log }, closing);
    await Promise.race([asked, service.relay.broken]);
    return 0;
  } catch (fault) {
    if (!(fault instanceof QuenchError)) throw fault;
    log.error('service-failed', { code: fault.code, reason: fault.message });
    return 1;
  } finally {
    await end(closing, log);
  }
}

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });

interface BeginInput {
  readonly port: number;
  readonly graceMs: number;
  readonly log: Log;
}

/** Others find it ready when all of it works. @param closing gets how to stop what was started, also when this fails */
async function begin(
  { host, signer, health, relay, server, parts }: OpenService,
  { port, graceMs, log }: BeginInput,
  closing: Closing,
): Promise<void> {
  await introduceKey(host.store, signer.publicKey, new Date().toISOString());
  await parts.serve?.(host);
  host.sequencer.start();
  // What has no number by then gets it from another instance, or at the next start.
  closing.push(() => host.sequencer.stop());
  relay.start();
  closing.push(() => relay.stop());
  host.runtime.start();
  closing.push(() => host.runtime.stop(graceMs));
  const address = await server.listen(port);
  closing.push(async () => {
    log.info('service-stopping', { graceMs });
    health.leave();
  });
  log.info('service-started', { address, pid: process.pid });
}

/** The last that was begun goes first. */
async function end(closing: Closing, log: Log): Promise<void> {
  for (const close of closing.reverse()) {
    await close().catch((fault: unknown) => {
      log.warn('close-failed', { reason: String(fault) });
    });
  }
  log.info('service-stopped');
}

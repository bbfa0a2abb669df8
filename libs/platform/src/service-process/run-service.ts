import { parseArgs } from 'node:util';
import { QuenchError } from '@quench/kernel';
import { introduceKey, type Log } from '@quench/ports';
import { readConfiguration } from '../configuration/index.js';
import { JsonLinesLog } from '../runtime/index.js';
import { openService, type Closing, type OpenService, type ServiceProgram } from './open-service.js';
import type { ServiceConfiguration } from './service-configuration.js';

/**
 * Runs one service until SIGTERM or SIGINT, then ends it: claims nothing more, lets work end within the grace, hands the
 * rest back. The log goes to standard output, one JSON object per line.
 *
 *     node main.js --config services.yaml [--instance builder.2] [--port 4711]
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
    options: { config: { type: 'string' }, instance: { type: 'string' }, port: { type: 'string' } },
  });
  const instance = values.instance ?? `${name}.1`;
  const log = new JsonLinesLog((line) => process.stdout.write(line), { service: name, instance });
  const closing: Closing = [];
  const asked = stopAsked();
  try {
    const configuration = await readConfiguration(program.configuration, values.config);
    const service = await openService(program, configuration, { instance, log }, closing);
    await begin(service, Number(values.port ?? 0), log);
    await asked;
    await end(service, configuration.graceMs, log);
    return 0;
  } catch (fault) {
    if (!(fault instanceof QuenchError)) throw fault;
    log.error('service-failed', { code: fault.code, reason: fault.message });
    return 1;
  } finally {
    for (const close of closing.reverse()) {
      await close().catch((fault: unknown) => {
        log.warn('close-failed', { reason: String(fault) });
      });
    }
  }
}

const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });

async function begin({ host, signer, relay, server, parts }: OpenService, port: number, log: Log): Promise<void> {
  const address = await server.listen(port);
  await introduceKey(host.store, signer.publicKey, new Date().toISOString());
  host.sequencer.start();
  relay.start();
  host.runtime.start();
  await parts.serve?.(host);
  log.info('service-started', { address, pid: process.pid });
}

async function end({ host, health, relay, feed, server }: OpenService, graceMs: number, log: Log): Promise<void> {
  log.info('service-stopping', { graceMs });
  health.leave();
  await host.runtime.stop(graceMs);
  // What has no number by now gets it from another instance, or at the next start.
  await host.sequencer.stop();
  await relay.stop();
  await feed.close();
  health.close();
  await server.close();
  log.info('service-stopped');
}

import { parseArgs } from 'node:util';
import { QuenchError } from '@quench/kernel';
import { readConfiguration } from '../configuration/index.js';
import { JsonLinesLog } from '../runtime/index.js';
import { begin, end, type Closing } from './begin-service.js';
import { openService, type ServiceProgram } from './open-service.js';
import { prepareService } from './prepare-service.js';
import type { ServiceConfiguration } from './service-configuration.js';
import { stopAsked } from './stop-asked.js';

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
    const { host, parts } = service;
    const serve = async (): Promise<void> => parts.serve?.(host);
    const port = Number(values.port ?? 0);
    await begin({ ...service, serve }, { port, graceMs: configuration.graceMs, log }, closing);
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

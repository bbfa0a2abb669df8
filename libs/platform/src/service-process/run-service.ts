import { readConfiguration } from '../configuration/index.js';
import { exitCodeOf } from '../exit-code/index.js';
import { JsonLinesLog } from '../runtime/index.js';
import { begin, end, type Closing } from './begin-service.js';
import { openService, type ServiceProgram } from './open-service.js';
import { prepareService } from './prepare-service.js';
import { reasonFields } from './reason-fields.js';
import type { ServiceConfiguration } from './service-configuration.js';
import { serviceOptions } from './service-options.js';
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
 * @param write takes a whole line of the log with its line feed
 * @returns the exit code: 0 after a clean end; as `exitCodeOf` when it could not begin or go on, which the log says as
 * `service-failed`; it says `service-stopped` only of a clean one
 */
export async function runService<C extends ServiceConfiguration>(
  program: ServiceProgram<C>,
  argv: readonly string[],
  write: (line: string) => void = (line) => process.stdout.write(line),
): Promise<number> {
  const { name } = program.definition;
  let log = new JsonLinesLog(write, { service: name });
  const closing: Closing = [];
  const asked = stopAsked();
  try {
    const { config, instance, port, prepare } = serviceOptions(name, argv);
    log = new JsonLinesLog(write, { service: name, instance });
    const configuration = await readConfiguration(program.configuration, config);
    if (prepare !== undefined) {
      await prepareService(program.definition, configuration, prepare);
      log.info('service-prepared');
      return 0;
    }
    const service = await openService(program, configuration, { instance, log }, closing);
    const { host, parts } = service;
    const serve = async (): Promise<void> => parts.serve?.(host);
    await begin({ ...service, serve }, { port, graceMs: configuration.graceMs, log }, closing);
    await Promise.race([asked, service.relay.broken]);
    await end(closing, log);
    log.info('service-stopped');
    return 0;
  } catch (fault) {
    log.error('service-failed', reasonFields(fault));
    return exitCodeOf(fault);
  } finally {
    await end(closing, log);
  }
}

import { parseArgs } from 'node:util';
import { Rejection } from '@quench/kernel';

const MAX_PORT = 65_535;

/** What a service is told in its command line. */
export interface ServiceOptions {
  /** Its configuration file. */
  readonly config: string | undefined;
  /** `<its own service>.<number>` */
  readonly instance: string;
  /** 0: any free one. */
  readonly port: number;
  /** The file that names the admin who brings the database up to date; undefined: it is to work. */
  readonly prepare: string | undefined;
}

/** @throws Rejection `command-line-malformed` */
export function serviceOptions(service: string, argv: readonly string[]): ServiceOptions {
  const { config, instance = `${service}.1`, port = '0', prepare } = written(argv);
  if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT)
    throw malformed(`--port: expected a number from 0 to ${String(MAX_PORT)}, and not "${port}"`);
  if (!new RegExp(`^${service}\\.\\d+$`).test(instance))
    throw malformed(`--instance: expected one of the ${service}, such as ${service}.2, and not "${instance}"`);
  for (const [option, file] of Object.entries({ config, prepare }))
    if (file === '') throw malformed(`--${option}: expected a file, and not ""`);
  return { config, instance, port: Number(port), prepare };
}

type Written = Readonly<Partial<Record<keyof ServiceOptions, string>>>;

function written(argv: readonly string[]): Written {
  try {
    const text = { type: 'string' } as const;
    const options = { config: text, instance: text, port: text, prepare: text };
    return parseArgs({ args: [...argv], options }).values;
  } catch (cause) {
    throw malformed((cause as Error).message, { cause });
  }
}

const malformed = (said: string, options?: ErrorOptions): Rejection =>
  new Rejection('command-line-malformed', said, options);

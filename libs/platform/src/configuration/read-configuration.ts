import { constants, open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Rejection } from '@quench/kernel';
import { parse } from 'yaml';
import { errorCode } from '../node-errors/index.js';

const MAX_BYTES = 1_000_000;

/**
 * Reads a configuration file (YAML) as an instance of a class with class-validator rules; an option that the class does
 * not have is refused. No file: the defaults of the class.
 * @throws Rejection `configuration-invalid` with name, value and what was expected
 */
export async function readConfiguration<T extends object>(of: new () => T, file: string | undefined): Promise<T> {
  if (file === undefined) return checked(of, 'configuration', {});
  const bytes = await read(file).catch((cause: unknown) => {
    const said =
      errorCode(cause) === 'ENOENT'
        ? `There is no configuration file ${file}`
        : `Cannot read the configuration file ${file}: ${String(cause)}`;
    throw new Rejection('configuration-invalid', said, { cause });
  });
  if (bytes.length > MAX_BYTES)
    throw new Rejection('configuration-invalid', `${file} is larger than ${String(MAX_BYTES)} bytes`);
  return checked(of, file, parsed(file, bytes.toString('utf8')));
}

/** At most one byte more than is allowed. Opening a pipe that nobody writes would wait for ever without `O_NONBLOCK`. */
async function read(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is not a regular file');
    return await buffer(handle.createReadStream({ end: MAX_BYTES, autoClose: false }));
  } finally {
    await handle.close();
  }
}

function parsed(file: string, text: string): object {
  try {
    const value: unknown = parse(text, { maxAliasCount: 0 });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new Rejection('configuration-invalid', `${file} is not YAML: ${String(cause)}`, { cause });
  }
  throw new Rejection('configuration-invalid', `${file}: expected options such as pollIntervalMs: 300000`);
}

function checked<T extends object>(of: new () => T, file: string, value: object): T {
  const configuration = plainToInstance(of, value);
  const problems = validateSync(configuration, { whitelist: true, forbidNonWhitelisted: true }).flatMap((error) =>
    lines(error, ''),
  );
  if (problems.length > 0) throw new Rejection('configuration-invalid', [`${file}:`, ...problems].join('\n  '));
  return configuration;
}

function lines(error: ValidationError, path: string): readonly string[] {
  const name = `${path}${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((text) => `${name} = ${JSON.stringify(error.value)}: ${text}`);
  return [...own, ...(error.children ?? []).flatMap((child) => lines(child, `${name}.`))];
}

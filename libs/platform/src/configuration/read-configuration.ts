import { constants, open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { plainToInstance } from 'class-transformer';
import { Validator } from '@quench/contracts/rules';
import { Rejection } from '@quench/kernel';
import { errorCode } from '../node-errors/index.js';
import { optionsOf } from './expected-option.js';
import type { WrittenOptions } from './option-lines.js';
import { optionProblems } from './option-problems.js';

const MAX_BYTES = 1_000_000;

/**
 * Reads a configuration file (YAML) as an instance of a class with class-validator rules; an option that the class does
 * not have is refused. No file: the defaults of the class.
 * @throws Rejection `configuration-invalid` with file, line, option, what was expected and what was found
 */
export async function readConfiguration<T extends object>(of: new () => T, file: string | undefined): Promise<T> {
  if (file === undefined) return checked(of, { value: {}, line: () => 1 }, 'configuration');
  const bytes = await read(file).catch((cause: unknown) => {
    const said =
      errorCode(cause) === 'ENOENT'
        ? `There is no configuration file ${file}`
        : `Cannot read the configuration file ${file}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new Rejection('configuration-invalid', said, { cause });
  });
  if (bytes.length > MAX_BYTES)
    throw new Rejection('configuration-invalid', `${file} is larger than ${String(MAX_BYTES)} bytes`);
  return parsed(of, file, bytes.toString('utf8'));
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

async function parsed<T extends object>(of: new () => T, file: string, text: string): Promise<T> {
  // Brings the parser, which most commands need for nothing.
  const { optionLines } = await import('./option-lines.js');
  const { value, line } = optionLines(file, text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return checked(of, { value, line }, file);
  const known = optionsOf(of).join(', ');
  throw new Rejection('configuration-invalid', `${file}: expected "option: value" in each line. Known: ${known}`);
}

/**
 * As `readConfiguration`, of options that were written as JSON.
 * @param file that they are from
 * @throws Rejection `configuration-invalid`
 */
export const checkedConfiguration = <T extends object>(of: new () => T, value: object, file: string): T =>
  checked(of, { value, line: () => 1 }, file);

function checked<T extends object>(
  of: new () => T,
  { value, line }: { readonly value: object; readonly line: WrittenOptions['line'] },
  file: string,
): T {
  const configuration = plainToInstance(of, value);
  const problems = optionProblems(
    new Validator().validateSync(configuration, { whitelist: true, forbidNonWhitelisted: true }),
  )
    .map(({ path, message }) => ({ at: line(path), message }))
    .sort((a, b) => a.at - b.at);
  if (problems.length === 0) return configuration;
  const lines = problems.map(({ at, message }) => `${file}:${String(at)}: ${message}`);
  throw new Rejection('configuration-invalid', lines.join('\n'));
}

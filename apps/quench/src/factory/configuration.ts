import { readFile } from 'node:fs/promises';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { Rejection } from '@quench/kernel';
import { parse } from 'yaml';

/** An archive of one's own: a private mirror, an in-house archive. */
export class ArchiveConfiguration {
  @IsIn(['deb']) readonly ecosystem: string;
  /** `http:`, `https:` or `file:`. */
  @IsString() readonly base: string;
  /** As the archive names them: `trixie`, `trixie-updates`. */
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @IsString({ each: true }) readonly suites: readonly string[];
  /** Public keys, armoured or binary. */
  @IsString() readonly keyFile: string;
  /** Of the primary key that signs, in hex. */
  @Matches(/^[0-9A-Fa-f ]{40,60}$/) readonly fingerprint: string;
}

/** What an operator may set. Every option has a default. */
export class Configuration {
  /** Archives besides those that this machine's own clients are configured for. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ArchiveConfiguration)
  readonly archives: readonly ArchiveConfiguration[] = [];

  /** How often each archive is asked, in milliseconds. */
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  readonly pollIntervalMs: number = 300_000;

  /** Where the gateway listens on loopback; the next free one if taken. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly gatewayPort: number = 5_199;

  /** Threads that make layers; as many as cores if not set. What they make does not depend on it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  readonly threads?: number;
}

const MAX_BYTES = 1_000_000;

/**
 * Reads a configuration file (YAML).
 * @throws Rejection `configuration-invalid` with name, value and what was expected
 */
export async function readConfiguration(file: string | undefined): Promise<Configuration> {
  if (file === undefined) return new Configuration();
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Rejection('configuration-invalid', `Cannot read the configuration file ${file}`, { cause });
  });
  if (text.length > MAX_BYTES)
    throw new Rejection('configuration-invalid', `${file} is larger than ${String(MAX_BYTES)} bytes`);
  return checked(file, parsed(file, text));
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

function checked(file: string, value: object): Configuration {
  const configuration = plainToInstance(Configuration, value);
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

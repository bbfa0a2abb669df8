import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, IsUrl, Max, Min, ValidateNested } from '@quench/contracts/rules';
import { IsOptions, MayBeLeftOut, TracingConfiguration } from '../configuration/index.js';
import { KafkaConfiguration } from './kafka-configuration.js';

/** The services that there are. */
export const SERVICES = ['watcher', 'builder', 'tester', 'distributor', 'historian'] as const;

export type ServiceName = (typeof SERVICES)[number];

/**
 * A PostgreSQL that has been prepared for the service. Secrets are files, so that nobody reads them in a process list or
 * a dump.
 */
export class DatabaseConfiguration {
  @IsString() readonly host: string;
  @IsInt() @Min(1) @Max(65_535) readonly port: number;
  @IsString() readonly name: string;
  /** The password of the service's own role, which is named as the service. */
  @IsString() readonly rolePasswordFile: string;
}

/** Where a service answers for its feed. */
export class FeedConfiguration {
  @IsIn(SERVICES) readonly service: ServiceName;
  @IsUrl(
    { protocols: ['http', 'https'], require_tld: false, require_protocol: true },
    { message: 'a URL such as http://127.0.0.1:4711' },
  )
  readonly url: string;
}

/** What every service is told. */
export class ServiceConfiguration {
  /** The folder with the content store and caches. */
  @IsString() readonly data: string;

  /** The service's own private key, which only its owner may read. */
  @IsString() readonly keyFile: string;

  /** A folder with the public keys of all services, as `<service>.pub`. */
  @IsString() readonly publicKeys: string;

  @IsOptions(() => DatabaseConfiguration) readonly database: DatabaseConfiguration;

  @IsOptions(() => KafkaConfiguration) readonly kafka: KafkaConfiguration;

  /** The services whose feeds can be pulled. */
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => FeedConfiguration)
  readonly feeds: readonly FeedConfiguration[];

  /** A file with the token that services show each other. */
  @IsString() readonly tokenFile: string;

  /** How long running work may take to end after SIGTERM, in milliseconds; then it is handed back. */
  @IsInt() @Min(0) @Max(600_000) readonly graceMs: number = 10_000;

  /** Not set: no traces. */
  @MayBeLeftOut() @IsOptions(() => TracingConfiguration) readonly tracing?: TracingConfiguration;
}

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from '@quench/contracts/rules';
import {
  ArchiveConfiguration,
  IsOptions,
  MayBeLeftOut,
  NotificationConfiguration,
  TracingConfiguration,
} from '@quench/platform/configuration';

/** What an operator may set. Every option has a default. */
export class Configuration {
  /** Archives besides those that this machine's own clients are configured for. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ArchiveConfiguration)
  readonly archives: readonly ArchiveConfiguration[] = [];

  /** How often each archive is asked, in milliseconds; a registry is asked for each package a sixth as often. */
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

  /** Not set: no traces. */
  @MayBeLeftOut()
  @IsOptions(() => TracingConfiguration)
  readonly tracing?: TracingConfiguration;

  /** Who is told what happens; nobody by default. */
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique((one: NotificationConfiguration) => one.name, { message: 'subscriptions whose names differ' })
  @ValidateNested({ each: true })
  @Type(() => NotificationConfiguration)
  readonly notifications: readonly NotificationConfiguration[] = [];
}

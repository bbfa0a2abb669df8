import { ArchiveConfiguration } from '@quench/platform/configuration';
import { ServiceConfiguration } from '@quench/platform/service-process';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, Max, Min, ValidateNested } from 'class-validator';

/** What an operator may set for the watcher. */
export class WatcherConfiguration extends ServiceConfiguration {
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
}

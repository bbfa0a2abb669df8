import { ArchivesConfiguration } from '@quench/platform/service-process';
import { IsInt, Max, Min } from 'class-validator';

/** What an operator may set for the watcher. */
export class WatcherConfiguration extends ArchivesConfiguration {
  /** How often each archive is asked, in milliseconds; a registry is asked for each package a sixth as often. */
  @IsInt()
  @Min(1_000)
  @Max(86_400_000)
  readonly pollIntervalMs: number = 300_000;
}

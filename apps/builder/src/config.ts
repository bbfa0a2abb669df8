import { ArchivesConfiguration } from '@quench/platform/service-process';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** What an operator may set for the builder. */
export class BuilderConfiguration extends ArchivesConfiguration {
  /** Threads that make layers; as many as cores if not set. What they make does not depend on it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  readonly threads?: number;
}

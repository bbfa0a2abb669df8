import { ArchiveConfiguration } from '@quench/platform/configuration';
import { ServiceConfiguration } from '@quench/platform/service-process';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';

/** What an operator may set for the tester. */
export class TesterConfiguration extends ServiceConfiguration {
  /** Archives besides those that this machine's own clients are configured for. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ArchiveConfiguration)
  readonly archives: readonly ArchiveConfiguration[] = [];

  /** Threads that make layers; as many as cores if not set. What they make does not depend on it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  readonly threads?: number;
}

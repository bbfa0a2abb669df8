import { ArchiveConfiguration } from '@quench/platform/configuration';
import { ServiceConfiguration } from '@quench/platform/service-process';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';

/** What an operator may set for the historian. */
export class HistorianConfiguration extends ServiceConfiguration {
  /** Archives besides those that this machine's own clients are configured for. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ArchiveConfiguration)
  readonly archives: readonly ArchiveConfiguration[] = [];
}

import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from '@quench/contracts/rules';
import { ArchiveConfiguration } from '../configuration/index.js';
import { ServiceConfiguration } from './service-configuration.js';

/** What a service is told that reads archives. */
export class ArchivesConfiguration extends ServiceConfiguration {
  /** Archives besides those that this machine's own clients are configured for. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ArchiveConfiguration)
  readonly archives: readonly ArchiveConfiguration[] = [];
}

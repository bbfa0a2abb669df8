import { NotificationConfiguration } from '@quench/platform/configuration';
import { ArchivesConfiguration } from '@quench/platform/service-process';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, ValidateNested } from 'class-validator';

/** What an operator may set for the historian. */
export class HistorianConfiguration extends ArchivesConfiguration {
  /** Who is told what happens; nobody by default. */
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique((one: NotificationConfiguration) => one.name, { message: 'subscriptions whose names differ' })
  @ValidateNested({ each: true })
  @Type(() => NotificationConfiguration)
  readonly notifications: readonly NotificationConfiguration[] = [];
}

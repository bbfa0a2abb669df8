import { ServiceConfiguration } from '@quench/platform/service-process';
import { IsInt, Max, Min } from 'class-validator';

/** What an operator may set for the distributor. */
export class DistributorConfiguration extends ServiceConfiguration {
  /** Where images are served on loopback; the next free port if taken. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly gatewayPort: number = 5_199;
}

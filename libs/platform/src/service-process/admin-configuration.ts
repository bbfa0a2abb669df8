import { IsString } from '@quench/contracts/rules';

/** Who prepares databases. Services that work are not given this file. */
export class AdminConfiguration {
  /** May create roles and schemas. */
  @IsString() readonly user: string;
  @IsString() readonly passwordFile: string;
}

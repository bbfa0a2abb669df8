import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from '@quench/contracts/rules';
import { IsOptions, MayBeLeftOut } from '../configuration/index.js';
import { LOGIN_MECHANISMS, type LoginMechanism } from '../kafka-feed/index.js';

/** Encrypts what goes to brokers and comes from them, and checks their certificates. */
export class KafkaTlsConfiguration {
  /** PEM: who may have signed the certificates of brokers. Not set: those whom the machine trusts. */
  @IsOptional() @IsString() readonly authoritiesFile?: string;

  /** PEM: what brokers are shown that ask who we are. */
  @IsOptional() @IsString() readonly certificateFile?: string;

  /** PEM: the key of that certificate. */
  @IsOptional() @IsString() readonly keyFile?: string;
}

/** Who we are to the brokers. */
export class KafkaLoginConfiguration {
  /** `plain` shows the password to whoever answers, and so wants `tls`. */
  @IsIn(LOGIN_MECHANISMS) readonly mechanism: LoginMechanism = 'scram-sha-512';
  @IsString() readonly user: string;
  @IsString() readonly passwordFile: string;
}

/** The brokers that carry the feeds. */
export class KafkaConfiguration {
  /** `host:port` of at least one. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(/^[^\s:]+:\d{1,5}$/, { each: true, message: 'host:port' })
  readonly brokers: readonly string[];

  /** On how many brokers each record lies. */
  @IsInt() @Min(1) @Max(9) readonly replicas: number = 1;

  /** How long the brokers keep records, in milliseconds; what is older is pulled. */
  @IsInt() @Min(60_000) readonly retentionMs: number = 7 * 86_400_000;

  /** Encrypts the connections; not set: plain text. */
  @MayBeLeftOut() @IsOptions(() => KafkaTlsConfiguration) readonly tls?: KafkaTlsConfiguration;

  /** Not set: as nobody. */
  @MayBeLeftOut() @IsOptions(() => KafkaLoginConfiguration) readonly login?: KafkaLoginConfiguration;
}

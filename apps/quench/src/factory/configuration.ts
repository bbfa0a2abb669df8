import { Type } from 'class-transformer';
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
  ValidateNested,
} from 'class-validator';

/** An archive of one's own: a private mirror, an in-house archive. */
export class ArchiveConfiguration {
  @IsIn(['deb']) readonly ecosystem: string;
  /** `http:`, `https:` or `file:`. */
  @IsString() readonly base: string;
  /** As the archive names them: `trixie`, `trixie-updates`. */
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @IsString({ each: true }) readonly suites: readonly string[];
  /** Public keys, armoured or binary. */
  @IsString() readonly keyFile: string;
  /** Of the primary key that signs, in hex. */
  @Matches(/^[0-9A-Fa-f ]{40,60}$/) readonly fingerprint: string;
}

/** What an operator may set. Every option has a default. */
export class Configuration {
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

  /** Where the gateway listens on loopback; the next free one if taken. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly gatewayPort: number = 5_199;

  /** Threads that make layers; as many as cores if not set. What they make does not depend on it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  readonly threads?: number;
}

import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Matches } from '@quench/contracts/rules';

/** An archive of one's own: a private mirror, an in-house archive. */
export class ArchiveConfiguration {
  /** Whose packages it has: the type in their package URLs. */
  @Matches(/^[a-z][a-z0-9.+-]*$/, { message: 'the type in package URLs, such as deb' }) readonly ecosystem: string;
  /** `http:`, `https:` or `file:`. */
  @IsString() readonly base: string;
  /** As the archive names them: `trixie`, `trixie-updates`. */
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @IsString({ each: true }) readonly suites: readonly string[];
  /** Public keys, armoured or binary. */
  @IsString() readonly keyFile: string;
  /** Of the primary key that signs, in hex. */
  @Matches(/^[0-9A-Fa-f ]{40,60}$/, { message: 'at least 40 hex digits of a fingerprint' })
  readonly fingerprint: string;
}

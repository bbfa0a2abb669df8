import { sha1 } from './sha1.js';

/** A certificate of a trust store. */
export interface TrustedCertificate {
  /** What tools call it: lower case, and each once. */
  readonly alias: string;
  /** In DER. */
  readonly certificate: Uint8Array;
}

const MAGIC = 0xfeedfeed;
const VERSION = 2;
const TRUSTED_CERTIFICATE = 2;
/** Every runtime's default, and Debian's: it keeps nothing secret, and stands at the beginning of the digest. */
const PASSWORD = 'changeit';
/** The format's own words, between password and store. */
const WHITENER = 'Mighty Aphrodite';
/** Milliseconds since 1970 at which an entry was made: equal certificates are an equal store. */
const CREATED = 0n;

/**
 * A store in the format JKS, which every Java runtime reads, with and without the password. A tag, name, date, kind and
 * bytes for each certificate; at the end SHA-1 of the password in UTF-16, a constant, and all of the above.
 */
export function javaTrustStore(certificates: readonly TrustedCertificate[]): Uint8Array {
  const store = Buffer.concat([
    int(MAGIC),
    int(VERSION),
    int(certificates.length),
    ...certificates.flatMap(({ alias, certificate }) => [
      int(TRUSTED_CERTIFICATE),
      text(alias),
      long(CREATED),
      text('X.509'),
      int(certificate.length),
      certificate,
    ]),
  ]);
  const password = Buffer.from([...PASSWORD].flatMap((character) => [0, character.charCodeAt(0)]));
  return Uint8Array.from(
    Buffer.concat([store, sha1(Buffer.concat([password, Buffer.from(WHITENER, 'latin1'), store]))]),
  );
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** As `DataOutput.writeUTF` has it, which within the basic plane is UTF-8. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

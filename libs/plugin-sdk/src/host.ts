import type { Checksums, Digest, PlainData } from './plugin.js';

/** Where an ecosystem's client gets its packages. */
export interface Registry {
  /** Everything that the plugin fetches starts with the base of one of its registries. Ends in `/`. */
  readonly base: string;
  /** What else the plugin read about it; plain data of its own shape. */
  readonly details: { readonly [key: string]: PlainData | undefined };
  /** What the host shows below this base and nowhere else. */
  readonly credential?: Credential | undefined;
}

/** How to ask a registry as somebody: where the secret is, never the secret. */
export interface Credential {
  /** The word before the secret in the header `Authorization`. */
  readonly scheme: 'Bearer' | 'Basic';
  readonly secret: SecretReference;
}

/**
 * Where a secret is kept: a variable of the environment, or the rest of the last line of a file that begins with `after`,
 * without blanks and quotes around it.
 */
export type SecretReference = { readonly variable: string } | { readonly file: string; readonly after: string };

/** Content that the host holds and has hashed. */
export interface HeldFile {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** One member of an archive, in the archive's order. Paths have neither a leading `/` nor `..`. */
export interface ArchiveEntry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly mode: number;
  /** The owner's name as written, and the number. */
  readonly user: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Of a link: a symlink's text as it is, a hard link's path like `path`. */
  readonly target: string | undefined;
  /** Of a file; empty for others. */
  readonly content: Uint8Array;
}

/** Bounds on what an archive may unfold to. */
export interface UnpackLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
}

/** All that a plugin may touch. It owns the network, bytes, limits, retries, caches, hashes and keys. */
export interface Host {
  /** As the ecosystem's own client is configured, then those that Quench's configuration adds. */
  readonly registries: readonly Registry[];
  /**
   * GET below the base of a registry. Undefined for 404 and 410; the body for 2xx. Anything else (timeout, 429, 5xx,
   * more than `maxBytes`) is thrown after the host's own retries: let it through.
   */
  get(url: string, options: { readonly maxBytes: number; readonly accept?: string }): Promise<Uint8Array | undefined>;
  /**
   * Downloads into the content store, bounded by `maxBytes`; checks every checksum. Undefined for 404 and 410. What is
   * held already is not fetched again.
   */
  store(artifact: {
    readonly url: string;
    readonly checksums: Checksums;
    readonly maxBytes: number;
  }): Promise<HeldFile | undefined>;
  /** Keeps bytes in the content store. */
  keep(bytes: Uint8Array): Promise<HeldFile>;
  /** Held content, bounded. */
  read(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array>;
  /**
   * A cached pure function of held content: computed once for a `key` and its inputs, then named by both. Raise the key
   * when `compute` changes.
   */
  derive(
    key: string,
    inputs: readonly Digest[],
    compute: (inputs: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<Uint8Array>;
  /** xz, gzip, zstd by their magic; other bytes come back as they are. */
  decompress(bytes: Uint8Array, limits: { readonly maxBytes: number }): Promise<Uint8Array>;
  /** ar and tar, the latter plain or compressed. Refuses paths that leave the root, devices and damaged input. */
  unpack(bytes: Uint8Array, limits: UnpackLimits): Promise<readonly ArchiveEntry[]>;
  /**
   * The text inside an OpenPGP clear-signed message, as the verifier saw it, and the fingerprints (primary keys, upper
   * case) of those among `keys` (armoured) that signed it well. Throws PluginError `not-authentic` when none did.
   */
  verifyClearsigned(
    message: Uint8Array,
    keys: readonly string[],
  ): Promise<{ readonly text: string; readonly signedBy: readonly string[] }>;
  /** The sha256 of bytes. */
  hash(bytes: Uint8Array): Digest;
  /** Whether bytes have every checksum. */
  fulfils(bytes: Uint8Array, checksums: Checksums): boolean;
}

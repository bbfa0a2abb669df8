import type { Digest } from '@quench/kernel';

export interface Content {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Port. Everything large, named by its digest. A write is whole or absent; what is read has been verified on write. */
export abstract class ContentStore {
  /** Undefined when the store has no such content. */
  abstract stat(digest: Digest): Promise<Content | undefined>;

  /**
   * As `stat`, of some contents and in their order, some hundred in one question. One that cannot be
   * looked at fails all: it is not taken for missing.
   */
  abstract statMany(digests: readonly Digest[]): Promise<readonly (Content | undefined)[]>;

  /**
   * Names the bytes as they were last written, and is another name once somebody wrote to them or put others in their place.
   * What a failing disk does to them is no edition. Undefined when the store has no such content.
   */
  abstract edition(digest: Digest): Promise<string | undefined>;

  /**
   * @throws IntegrityFault `content-missing`, `content-too-large`, `content-corrupt` (the bytes no longer match)
   */
  abstract read(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array>;

  /** Bytes from `start` up to and without `end`; both may be left out. @throws IntegrityFault `content-missing` */
  abstract stream(
    digest: Digest,
    range?: { readonly start?: number; readonly end?: number },
  ): AsyncIterable<Uint8Array>;

  /**
   * A local file with these bytes, for readers in other threads and processes. It must not be written to.
   * @throws IntegrityFault `content-missing`
   */
  abstract file(digest: Digest): Promise<string>;

  /**
   * Writing what is there already does nothing.
   * @throws IntegrityFault `digest-mismatch` unless the bytes have the digest `expected`; `content-too-large`
   */
  abstract write(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { readonly expected?: Digest; readonly maxBytes?: number },
  ): Promise<Content>;
}

import type { Digest } from '@quench/kernel';

/** How a manifest is named. */
export interface ManifestDescriptor {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** A manifest that may be handed out. */
export interface PublishedManifest extends ManifestDescriptor {
  /** @throws IntegrityFault `content-missing`, `content-corrupt`, `content-too-large` */
  read(): Promise<Uint8Array>;
}

/** A blob that may be handed out. */
export interface PublishedBlob {
  /** Bytes. */
  readonly size: number;
  /** From `start` up to and without `end`. @throws IntegrityFault `content-missing` */
  stream(range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/** A manifest that refers to another: a signature or an attestation. */
export interface Referrer extends ManifestDescriptor {
  readonly artifactType: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Port. What was published, by repository. Nothing else is handed out of the content store. Answers are those of the
 * moment: a channel that moved has moved.
 */
export abstract class PublishedContent {
  abstract hasRepository(repository: string): Promise<boolean>;

  /** What a tag points to; undefined when there is no such tag. */
  abstract resolve(repository: string, tag: string): Promise<Digest | undefined>;

  /** What whoever pulls by a tag should know, in a line of printable ASCII; undefined where there is nothing to say. */
  abstract warning(repository: string, tag: string): Promise<string | undefined>;

  /** Undefined unless the repository has published this manifest. */
  abstract manifest(repository: string, digest: Digest): Promise<PublishedManifest | undefined>;

  /** Undefined unless a published manifest of the repository names this blob, and it is there. */
  abstract blob(repository: string, digest: Digest): Promise<PublishedBlob | undefined>;

  /** Tags after `after` in byte order, at most `limit`. */
  abstract tags(
    repository: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly string[]>;

  /** All manifests that refer to `subject`, whether or not that exists. */
  abstract referrers(repository: string, subject: Digest): Promise<readonly Referrer[]>;
}

import { isDigest, Rejection, type Digest } from '@quench/kernel';

/** Which image is meant: by a tag, or by its digest. */
export interface ImageReference {
  readonly repository: string;
  readonly at: Digest | { readonly tag: string };
}

const SHAPE =
  /^(?:[a-zA-Z0-9][^/]*[:.][^/]*\/)?([a-z0-9][a-z0-9._/-]*)(?:@(sha256:[0-9a-f]{64})|:([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?$/;

/**
 * Reads `nginx`, `nginx:1`, `nginx@sha256:…`, each also with the gateway's address in front; without a tag it is
 * `latest`, as clients have it.
 * @throws Rejection `reference-malformed`
 */
export function imageReference(text: string): ImageReference {
  const [, repository, digest, tag = 'latest'] = SHAPE.exec(text) ?? [];
  if (repository === undefined) {
    throw new Rejection(
      'reference-malformed',
      `${text.slice(0, 200)} is no reference; expected NAME:TAG or NAME@sha256:…`,
    );
  }
  return { repository, at: digest !== undefined && isDigest(digest) ? digest : { tag } };
}

import { canonicalJson, sha256, type Digest } from '@quench/kernel';

export const packType = 'application/vnd.quench.pack.v1+json';

/** Texts that were made together and are kept together; the digest of each is its name. */
export interface Pack {
  readonly mediaType: typeof packType;
  readonly texts: readonly string[];
}

/** The text of a pack. */
export const packOf = (texts: readonly string[]): string => canonicalJson({ mediaType: packType, texts });

/** By digest, what a pack holds. */
export const textsOf = ({ texts }: Pack): ReadonlyMap<Digest, string> =>
  new Map(texts.map((text) => [sha256(text), text]));

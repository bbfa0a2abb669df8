import {
  mediaTypes,
  ociPlatform,
  type AssembledLayers,
  type OciIndex,
  type OciManifest,
  type Recipe,
} from '@quench/contracts';
import { canonicalJson, sha256, type Digest, type Json } from '@quench/kernel';

/** A document as its bytes, which its digest is taken over. */
export interface DocumentBytes {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** @param mediaType as descriptors and referrers name it */
export function documentBytes(mediaType: string, document: Json): DocumentBytes {
  const bytes = new TextEncoder().encode(canonicalJson(document));
  return { mediaType, digest: sha256(bytes), bytes };
}

/** RFC 3339 in whole seconds, as image configs and bills of materials write it. */
export const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The manifest of one platform. Depends on the recipe and on the layers made from it alone. */
export function manifest(recipe: Recipe, assembled: AssembledLayers, config: DocumentBytes): DocumentBytes {
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(config),
    layers: assembled.layers.map(({ digest, sizeBytes }) => ({ mediaType: mediaTypes.layer, digest, size: sizeBytes })),
    annotations: annotations(recipe.image, assembled.mtime),
  } satisfies OciManifest;
  return documentBytes(mediaTypes.manifest, document);
}

/** One manifest as an index lists it. */
export interface IndexChild {
  readonly recipe: Recipe;
  readonly manifest: { readonly digest: string; /** Bytes. */ readonly size: number };
  /** Seconds since 1970. */
  readonly mtime: number;
}

/**
 * The index that is the image, also of one platform alone.
 * @param children at least one; their order does not matter
 */
export function imageIndex(children: readonly [IndexChild, ...IndexChild[]]): DocumentBytes {
  const sorted = [...children].sort((a, b) => (a.recipe.platform < b.recipe.platform ? -1 : 1));
  const [first = children[0]] = sorted;
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: sorted.map(({ recipe, manifest: { digest, size } }) => ({
      mediaType: mediaTypes.manifest,
      digest,
      size,
      platform: { ...ociPlatform(recipe.platform) },
    })),
    annotations: annotations(first.recipe.image, Math.max(...children.map(({ mtime }) => mtime))),
  } satisfies OciIndex;
  return documentBytes(mediaTypes.index, document);
}

const descriptor = ({ mediaType, digest, bytes }: DocumentBytes) => ({ mediaType, digest, size: bytes.length });

const annotations = (image: Recipe['image'], mtime: number): Record<string, string> => ({
  'org.opencontainers.image.created': instantOf(mtime),
  'org.opencontainers.image.description': image.summary,
  'org.opencontainers.image.title': image.name,
  'org.opencontainers.image.version': image.version,
  // No image is one of two lines, whatever is in it.
  ...(image.versionStream !== undefined && { 'example.quench.version-stream': image.versionStream }),
  ...(image.variant !== undefined && { 'example.quench.variant': image.variant }),
});

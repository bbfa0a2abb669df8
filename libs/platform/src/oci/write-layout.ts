import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaTypes, type OciDescriptor, type OciIndex, type OciManifest } from '@quench/contracts';
import { canonicalJson, digest, hex, IntegrityFault, type Digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';

/** Bound on an index or a manifest, as registries have it. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export interface LayoutOptions {
  /** A folder that does not exist yet or holds a layout. */
  readonly directory: string;
  /** What tools call the image: `oci:DIRECTORY:TAG`. */
  readonly tag: string;
}

/**
 * Writes an image as an OCI image layout 1.0. Blobs are linked where the file system allows it and copied elsewhere;
 * they must not be written to.
 * @param index the image
 * @throws IntegrityFault `content-missing`, `document-malformed`
 */
export async function writeLayout(
  store: ContentStore,
  index: Digest,
  { directory, tag }: LayoutOptions,
): Promise<void> {
  const blobs = join(directory, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const { document, size } = await readDocument<OciIndex>(store, index, mediaTypes.index);
  const wanted = new Set<Digest>([index]);
  for (const child of document.manifests) {
    const manifest = await readDocument<OciManifest>(store, digest(child.digest), mediaTypes.manifest);
    for (const part of [child, manifest.document.config, ...manifest.document.layers]) wanted.add(digest(part.digest));
  }
  for (const blob of wanted) await place(await store.file(blob), join(blobs, hex(blob)));
  const descriptor = {
    mediaType: mediaTypes.index,
    digest: index,
    size,
    annotations: { 'org.opencontainers.image.ref.name': tag },
  } satisfies OciDescriptor;
  // The header last: a folder with it is whole.
  await writeFile(join(directory, 'index.json'), canonicalJson({ schemaVersion: 2, manifests: [descriptor] }));
  await writeFile(join(directory, 'oci-layout'), canonicalJson({ imageLayoutVersion: '1.0.0' }));
}

async function readDocument<T extends OciIndex | OciManifest>(
  store: ContentStore,
  of: Digest,
  mediaType: T['mediaType'],
): Promise<{ readonly document: T; readonly size: number }> {
  const bytes = await store.read(of, { maxBytes: MAX_DOCUMENT_BYTES });
  const document = JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
  if (document.mediaType === mediaType) return { document, size: bytes.length };
  throw new IntegrityFault('document-malformed', `${of} is a ${document.mediaType}; expected ${mediaType}`);
}

async function place(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST') await copyFile(source, target);
  }
}

import { ContentStore, PublishedContent } from '@quench/ports';
import type { Route } from './route.js';
import { RegistryError } from './registry-error.js';
import { caching, contentHeaders, isHeld, warningHeader, type Conditions, type Reply } from './reply.js';

/** The specification lets a registry refuse larger ones. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** @throws RegistryError `MANIFEST_UNKNOWN` */
export async function serveManifest(
  { repository, reference }: Extract<Route, { to: 'manifest' }>,
  { ifNoneMatch }: Conditions,
  from: { readonly published: PublishedContent; readonly content: ContentStore },
): Promise<Reply> {
  const byTag = typeof reference === 'object';
  const digest = byTag ? await from.published.resolve(repository, reference.tag) : reference;
  const manifest = digest === undefined ? undefined : await from.published.manifest(repository, digest);
  if (manifest === undefined) {
    const what = byTag ? `the tag ${reference.tag}` : reference;
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', `${repository} has published nothing under ${what}`);
  }
  const warning = byTag ? await from.published.warning(repository, reference.tag) : undefined;
  const headers = {
    ...contentHeaders({ ...manifest, caching: byTag ? caching.fresh : caching.immutable }),
    ...(warning !== undefined && warningHeader(warning)),
  };
  if (isHeld(ifNoneMatch, manifest.digest)) return { status: 304, headers };
  return { status: 200, headers, body: await from.content.read(manifest.digest, { maxBytes: MAX_MANIFEST_BYTES }) };
}

import { PublishedContent } from '@quench/ports';
import type { Route } from './route.js';
import { RegistryError } from './registry-error.js';
import { caching, contentHeaders, isHeld, warningHeader, type Conditions, type Reply } from './reply.js';

/** @throws RegistryError `MANIFEST_UNKNOWN` */
export async function serveManifest(
  { repository, reference }: Extract<Route, { to: 'manifest' }>,
  { ifNoneMatch }: Conditions,
  published: PublishedContent,
): Promise<Reply> {
  const byTag = typeof reference === 'object';
  const digest = byTag ? await published.resolve(repository, reference.tag) : reference;
  const manifest = digest === undefined ? undefined : await published.manifest(repository, digest);
  if (manifest === undefined) {
    const what = byTag ? `the tag ${reference.tag}` : reference;
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', `${repository} has published nothing under ${what}`);
  }
  const warning = byTag ? await published.warning(repository, reference.tag) : undefined;
  const headers = {
    ...contentHeaders({ ...manifest, caching: byTag ? caching.fresh : caching.immutable }),
    ...(warning !== undefined && warningHeader(warning)),
  };
  if (isHeld(ifNoneMatch, manifest.digest)) return { status: 304, headers };
  return { status: 200, headers, body: await manifest.read() };
}

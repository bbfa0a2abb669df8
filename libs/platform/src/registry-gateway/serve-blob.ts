import { PublishedContent } from '@quench/ports';
import { byteRange } from './byte-range.js';
import type { Route } from './route.js';
import { RegistryError } from './registry-error.js';
import { caching, contentHeaders, isHeld, type Conditions, type Reply } from './reply.js';

/** @throws RegistryError `BLOB_UNKNOWN`, also for what the content store holds but nobody published */
export async function serveBlob(
  { repository, digest }: Extract<Route, { to: 'blob' }>,
  conditions: Conditions,
  published: PublishedContent,
): Promise<Reply> {
  const found = await published.blob(repository, digest);
  if (found === undefined)
    throw new RegistryError(404, 'BLOB_UNKNOWN', `${repository} has published no blob ${digest}`);
  const { size } = found;
  const headers = {
    ...contentHeaders({ digest, size, mediaType: 'application/octet-stream', caching: caching.immutable }),
    'Accept-Ranges': 'bytes',
  };
  if (isHeld(conditions.ifNoneMatch, digest)) return { status: 304, headers };
  const range = wanted(conditions, `"${digest}"`, size);
  if (range === undefined) return { status: 200, headers, body: found.stream() };
  if (range === 'unsatisfiable') {
    throw new RegistryError(416, 'UNSUPPORTED', `The blob has ${String(size)} bytes`, {
      'Content-Range': `bytes */${String(size)}`,
    });
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: {
      ...headers,
      'Content-Length': String(end - start),
      'Content-Range': `bytes ${String(start)}-${String(end - 1)}/${String(size)}`,
    },
    body: found.stream(range),
  };
}

/** A range counts only for the content that the client already has a part of. */
const wanted = ({ range, ifRange }: Conditions, etag: string, size: number) =>
  ifRange === undefined || ifRange === etag ? byteRange(range, size) : undefined;

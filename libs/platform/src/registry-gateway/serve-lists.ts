import { PublishedContent } from '@quench/ports';
import type { Route } from './route.js';
import { jsonReply, type Reply } from './reply.js';

/** Of one answer; `Link` leads to the next. */
const MAX_TAGS = 1_000;

/** Tags in byte order. */
export async function serveTags(
  { repository, page }: Extract<Route, { to: 'tags' }>,
  published: PublishedContent,
): Promise<Reply> {
  const { n = MAX_TAGS, last } = page;
  const limit = Math.min(n, MAX_TAGS);
  const after = last === undefined ? {} : { after: last };
  const found = limit === 0 ? [] : await published.tags(repository, { ...after, limit: limit + 1 });
  const tags = found.slice(0, limit);
  const end = tags.at(-1);
  if (found.length <= limit || end === undefined) return jsonReply({ name: repository, tags });
  const next = `/v2/${repository}/tags/list?n=${String(limit)}&last=${encodeURIComponent(end)}`;
  return jsonReply({ name: repository, tags }, { Link: `<${next}>; rel="next"` });
}

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** What refers to a subject; an empty list, never an error, when nothing does. */
export async function serveReferrers(
  { repository, subject, artifactType }: Extract<Route, { to: 'referrers' }>,
  published: PublishedContent,
): Promise<Reply> {
  const all = await published.referrers(repository, subject);
  const wanted = artifactType === undefined ? all : all.filter((one) => one.artifactType === artifactType);
  const manifests = wanted.map(({ mediaType, digest, size, artifactType: type, annotations }) => ({
    mediaType,
    digest,
    size,
    artifactType: type,
    annotations,
  }));
  return jsonReply(
    { schemaVersion: 2, mediaType: INDEX, manifests },
    { 'Content-Type': INDEX, ...(artifactType === undefined ? {} : { 'OCI-Filters-Applied': 'artifactType' }) },
  );
}

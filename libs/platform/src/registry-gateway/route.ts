import { isDigest, type Digest } from '@quench/kernel';
import { RegistryError } from './registry-error.js';

/** What a request asks for. */
export type Route =
  | { readonly to: 'api' }
  | { readonly to: 'manifest'; readonly repository: string; readonly reference: Digest | { readonly tag: string } }
  | { readonly to: 'blob'; readonly repository: string; readonly digest: Digest }
  | { readonly to: 'tags'; readonly repository: string; readonly page: { readonly n?: number; readonly last?: string } }
  | { readonly to: 'referrers'; readonly repository: string; readonly subject: Digest; readonly artifactType?: string };

/** Longer ones are no request of a client. */
const MAX_URL = 2_048;
const MAX_NAME = 255;
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^${PART}(?:/${PART})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const PATH = /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/;

/**
 * Reads a request target.
 * @throws RegistryError
 */
export function route(target: string): Route {
  const { path, query } = parts(target);
  if (path === '/v2/' || path === '/v2') return { to: 'api' };
  const [, repository = '', kind = '', reference = ''] = PATH.exec(path) ?? [];
  if (repository === '') {
    throw new RegistryError(
      404,
      'UNSUPPORTED',
      'There is nothing here but the pull API of the distribution specification',
    );
  }
  if (repository.length > MAX_NAME || !NAME.test(repository)) {
    throw new RegistryError(400, 'NAME_INVALID', 'This is no name of a repository');
  }
  return inRepository(repository, kind, reference, query);
}

function parts(target: string): { readonly path: string; readonly query: URLSearchParams } {
  if (target.length > MAX_URL) throw new RegistryError(414, 'UNSUPPORTED', `The URL is longer than ${String(MAX_URL)}`);
  const url = URL.parse(target, 'http://gateway');
  const path = url === null ? undefined : decoded(url.pathname);
  if (url === null || path === undefined) throw new RegistryError(400, 'UNSUPPORTED', 'The URL cannot be read');
  return { path, query: url.searchParams };
}

function inRepository(repository: string, kind: string, reference: string, query: URLSearchParams): Route {
  if (kind === 'manifests') return { to: 'manifest', repository, reference: tagOrDigest(reference) };
  if (kind === 'blobs') return { to: 'blob', repository, digest: digestOf(reference) };
  if (kind === 'tags') {
    if (reference !== 'list') throw new RegistryError(404, 'UNSUPPORTED', 'Tags are listed at tags/list');
    return { to: 'tags', repository, page: pageOf(query) };
  }
  const artifactType = query.get('artifactType');
  const subject = digestOf(reference);
  return { to: 'referrers', repository, subject, ...(artifactType === null ? {} : { artifactType }) };
}

function pageOf(query: URLSearchParams): { readonly n?: number; readonly last?: string } {
  const [n, last] = [query.get('n'), query.get('last')];
  if (n !== null && !/^\d{1,9}$/.test(n)) throw new RegistryError(400, 'UNSUPPORTED', 'n is not a number of tags');
  return { ...(n === null ? {} : { n: Number(n) }), ...(last === null ? {} : { last }) };
}

function tagOrDigest(reference: string): Digest | { readonly tag: string } {
  if (reference.includes(':')) return digestOf(reference);
  if (!TAG.test(reference)) throw new RegistryError(404, 'MANIFEST_UNKNOWN', 'This is no tag');
  return { tag: reference };
}

function digestOf(text: string): Digest {
  if (!isDigest(text)) throw new RegistryError(400, 'DIGEST_INVALID', 'This is no sha256 digest');
  return text;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

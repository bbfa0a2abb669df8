import { Rejection } from '@quench/kernel';

/** How a person names an image. */
export type Reference =
  | { readonly kind: 'digest'; readonly digest: string }
  | { readonly kind: 'channel'; readonly repository: string; readonly tag: string }
  | { readonly kind: 'image'; readonly image: string };

const DIGEST = /^(?:.*@)?(sha256:[0-9a-f]{64})$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/**
 * Reads `nginx`, `nginx:1.26`, `nginx@sha256:…`, `sha256:…`; a gateway's address in front is passed over.
 * @throws Rejection `reference-malformed`
 */
export function reference(text: string): Reference {
  const [, digest] = DIGEST.exec(text) ?? [];
  if (digest !== undefined) return { kind: 'digest', digest };
  const last = text.slice(text.lastIndexOf('/') + 1);
  const [name = '', tag, ...rest] = last.split(':');
  if (NAME.test(name) && rest.length === 0) {
    return tag === undefined ? { kind: 'image', image: name } : { kind: 'channel', repository: name, tag };
  }
  throw new Rejection(
    'reference-malformed',
    `"${text.slice(0, 200)}" names no image. Expected nginx, nginx:1.26, nginx@sha256:… or sha256:…`,
  );
}

import { Rejection, shellWord } from '@quench/kernel';

/** How a person names an image. */
export type Reference =
  | { readonly kind: 'digest'; readonly digest: string }
  /** The first hex digits of a digest, as tables show them. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'channel'; readonly repository: string; readonly tag: string }
  | { readonly kind: 'image'; readonly image: string };

const DIGEST = /^(?:.*@)?(?:sha256:)?([0-9a-f]{12,64})$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
/** A package URL, or the name of a package with its version. */
const RELEASE = /^(?:pkg:[^?#@]*\/([a-z0-9][a-z0-9+.-]*)(?:[?#@]|$)|([a-z0-9][a-z0-9+.-]*)@(?!sha256:))/;
const FULL = 64;

/**
 * Reads `nginx`, `nginx:1.26`, `nginx@sha256:…`, `sha256:…`; a gateway's address in front is passed over. A digest may be
 * its first 12 hex digits or more, with or without `sha256:`.
 * @throws Rejection `reference-malformed`
 */
export function reference(text: string): Reference {
  const [, hex] = DIGEST.exec(text) ?? [];
  if (hex?.length === FULL) return { kind: 'digest', digest: `sha256:${hex}` };
  if (hex !== undefined) return { kind: 'prefix', prefix: `sha256:${hex}` };
  const last = text.slice(text.lastIndexOf('/') + 1);
  const [name = '', tag, ...rest] = last.split(':');
  if (NAME.test(name) && name !== 'sha256' && rest.length === 0) {
    return tag === undefined ? { kind: 'image', image: name } : { kind: 'channel', repository: name, tag };
  }
  throw new Rejection('reference-malformed', releaseHint(text) ?? `${quoted(text)} names no image. Expected ${FORMS}`);
}

const FORMS = 'nginx, nginx:1.26, nginx@sha256:…, or at least 12 hex digits of a digest';

const quoted = (text: string): string => `"${text.slice(0, 200)}"`;

/** What tells of the release of a package, if that is what a text names. */
function releaseHint(text: string): string | undefined {
  const [, ofPurl, plain] = RELEASE.exec(text.replaceAll(/%2b/gi, '+')) ?? [];
  const name = ofPurl ?? plain;
  if (name === undefined) return undefined;
  const all = `quench history ${shellWord(name)}`;
  const out = `quench whynot ${shellWord(text)}`;
  return `${quoted(text)} names a release, not an image. What happened to the package: ${all}; what keeps it out of images: ${out}`;
}

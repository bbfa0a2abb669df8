/** The type of a purl, which names the ecosystem: `pkg:npm/ws` gives `npm`. Empty for what is no purl. */
export const ecosystemOf = (purl: string): string => /^pkg:([a-z]+)\//.exec(purl)?.[1] ?? '';

const PURL = /^pkg:\/*([a-z][a-z0-9+.-]*)\/([^?#]*)/i;

/**
 * One spelling for all those of a package URL: scheme and type in lower case, and each part encoded as ECMA-427 has it. Without
 * qualifiers and subpath. What types say of their names, such as their case, is for plugins to tell. What is no purl stays as
 * it is.
 */
export function purlSpelling(text: string): string {
  const [, type, path = ''] = PURL.exec(text) ?? [];
  if (type === undefined) return text;
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.pop() ?? '';
  // The `@` of a scope is the first of its part, that of a version is not.
  const at = last.lastIndexOf('@');
  const [name, ...version] = at > 0 ? [last.slice(0, at), last.slice(at + 1)] : [last];
  return `pkg:${type.toLowerCase()}/${[...parts, name].map(encoded).join('/')}${version.map((one) => `@${encoded(one)}`).join('')}`;
}

/** A text that is encoded wrongly is taken as it stands. */
function encoded(text: string): string {
  let plain = text;
  try {
    plain = decodeURIComponent(text);
  } catch {
    // A lone `%` is one.
  }
  return encodeURIComponent(plain).replaceAll('%3A', ':');
}

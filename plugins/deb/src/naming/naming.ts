import { PluginError, type Coordinates, type Naming, type Purl } from '@quench/plugin-sdk';
import { parseVersion } from '../versions/index.js';

const NAMESPACE = 'debian';
const NAME = /^[a-z0-9][a-z0-9+.-]+$/;
const QUALIFIER = /^[A-Za-z0-9._-]+$/;
/** What tells two packages of one name and version apart, in the order in which a purl sorts them. */
const QUALIFIERS = ['arch', 'distro'] as const;

/** `pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64`, as ECMA-427 spells package URLs. */
export const naming: Naming = {
  describe: ({ name, version, qualifiers }) => {
    const path = `pkg:deb/${NAMESPACE}/${encode(checked(name.toLowerCase(), NAME, 'package name'))}` as const;
    const query = QUALIFIERS.flatMap((key) => {
      const value = qualifiers?.[key];
      return value === undefined ? [] : [`${key}=${checked(value, QUALIFIER, `qualifier ${key}`)}`];
    });
    return `${path}${version === undefined ? '' : `@${encode(canonicalVersion(version))}`}${
      query.length === 0 ? '' : `?${query.join('&')}`
    }`;
  },
  parse,
};

/** Scheme, type and namespace in any case, slashes around it; the subpath says nothing here. */
const PURL = /^pkg:\/{0,2}deb\/debian\/([^/@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/i;

function parse(purl: Purl): Coordinates {
  const match = PURL.exec(purl);
  if (match === null) throw malformed(purl, 'expected pkg:deb/debian/NAME@VERSION?arch=ARCH');
  const [, name = '', version, query = ''] = match;
  const given = new Map(query.split('&').map((pair) => splitOnce(pair)));
  const kept = QUALIFIERS.flatMap((key) => {
    const value = given.get(key);
    return value === undefined || value === '' ? [] : [[key, decode(value, purl)] as const];
  });
  return {
    name: checked(decode(name, purl).toLowerCase(), NAME, 'package name'),
    ...(version === undefined ? {} : { version: canonicalVersion(decode(version, purl)) }),
    ...(kept.length === 0 ? {} : { qualifiers: Object.fromEntries(kept) }),
  };
}

/** The version as Debian writes it; its parts decide whether two are equal, not the text. */
function canonicalVersion(version: string): string {
  parseVersion(version);
  return version;
}

/** The colon is never encoded, the plus always is: some readers take it for a space. */
const encode = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');

function decode(text: string, purl: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(purl, `"${text}" is not percent-encoded well`);
  }
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.toLowerCase(), ''] : [pair.slice(0, at).toLowerCase(), pair.slice(at + 1)];
}

function checked(text: string, shape: RegExp, what: string): string {
  if (shape.test(text)) return text;
  throw new PluginError('malformed-input', `"${text.slice(0, 100)}" is not a ${what} of Debian.`);
}

const malformed = (purl: string, why: string): PluginError =>
  new PluginError('malformed-input', `"${purl.slice(0, 200)}" is not a package URL of Debian: ${why}.`);

import { PluginError, type Coordinates, type Naming, type Purl } from '@quench/plugin-sdk';
import { parseVersion } from '../versions/index.js';
import { packageName } from './package-name.js';

/**
 * `pkg:npm/%40scope/name@1.0.0`, as ECMA-427 spells package URLs.
 *
 * Case is kept: `JSONStream` and `jsonstream` are two packages, of different authors. Qualifiers and subpath say nothing
 * that tells two packages apart.
 */
export const naming: Naming = {
  describe: ({ name, version }) => {
    const path = packageName(name).split('/').map(encodeURIComponent).join('/');
    return `pkg:npm/${path}${version === undefined ? '' : `@${encodeURIComponent(checkedVersion(version))}`}`;
  },
  parse,
};

const PURL = /^pkg:\/{0,2}npm\/([^?#]+)(?:\?[^#]*)?(?:#.*)?$/i;

function parse(purl: Purl): Coordinates {
  const [, path = ''] = PURL.exec(purl) ?? [];
  // The scope may stand there with its `@` as it is; that of a version is never the first character.
  const at = path.lastIndexOf('@');
  const [name, version] = at > 0 && !path.slice(at).includes('/') ? [path.slice(0, at), path.slice(at + 1)] : [path];
  if (name === '') throw malformed(purl, 'expected pkg:npm/NAME@VERSION');
  return {
    name: packageName(decode(name, purl)),
    ...(version === undefined ? {} : { version: checkedVersion(decode(version, purl)) }),
  };
}

function checkedVersion(version: string): string {
  parseVersion(version);
  return version;
}

function decode(text: string, purl: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(purl, `"${text}" is not percent-encoded well`);
  }
}

const malformed = (purl: string, why: string): PluginError =>
  new PluginError('malformed-input', `"${purl.slice(0, 200)}" is not a package URL of npm: ${why}.`);

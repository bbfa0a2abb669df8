import { PluginError, type Naming, type Registries } from '@quench/plugin-sdk';
import { toyVersions } from './toy-versions.fixture.js';

const NAME = /^[a-z][a-z0-9-]{0,60}$/;
const PURL = /^pkg:toy\/([^@/]+)(?:@([^@/]+))?$/;
const CONF = '/etc/toy.conf';

const malformed = (what: string): PluginError => new PluginError('malformed-input', `${what} cannot be read`);

function canonical(name: string): string {
  const lower = name.toLowerCase().replaceAll('_', '-');
  if (NAME.test(lower)) return lower;
  throw malformed(`the name "${name}"`);
}

/** `pkg:toy/left-pad@1.0`. Case does not matter in names, and `_` is `-`. */
export const toyNaming: Naming = {
  describe: ({ name, version }) => {
    if (version !== undefined) toyVersions.parts(version);
    return `pkg:toy/${canonical(name)}${version === undefined ? '' : `@${version}`}`;
  },
  parse: (purl) => {
    const [, name, version] = PURL.exec(purl) ?? [];
    if (name === undefined) throw malformed(`the purl ${purl}`);
    if (version !== undefined) toyVersions.parts(version);
    return { name: canonical(name), ...(version === undefined ? {} : { version }) };
  },
};

function readLine(line: string): readonly string[] {
  const [word, value = '', ...rest] = line.split(' ');
  if (rest.length > 0 || (word !== 'base' && word !== 'token')) throw malformed(`"${line}" in ${CONF}`);
  if (word === 'token') return [];
  if (!/^https?:/.test(value) || !URL.canParse(value)) throw malformed(`"${line}" in ${CONF}`);
  const { href } = new URL(value);
  return [href.endsWith('/') ? href : `${href}/`];
}

/** A line `base URL` for each registry, and `token SECRET`. */
export const toyRegistries: Registries = {
  files: [CONF],
  env: [],
  read: ({ files }) =>
    (files.get(CONF) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap(readLine)
      .map((base) => ({ base, details: {} })),
};

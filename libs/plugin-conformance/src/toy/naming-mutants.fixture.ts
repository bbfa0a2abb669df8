import type { EcosystemPlugin, Purl } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<EcosystemPlugin, 'naming'>('naming');

const CANONICAL = 'naming all spellings of a purl give the canonical one';
const PARSED = 'naming what is parsed is described as it was';
const SPELLINGS = 'naming all spellings of a package give one purl';
const MALFORMED = 'naming malformed coordinates and purls are malformed-input';
const EXACT = 'dependencies have purls that name the very release';
const VERSION = 'naming a purl says the version';

const asToy = (purl: Purl): Purl => (purl.startsWith('pkg:toys/') ? `pkg:toy/${purl.slice('pkg:toys/'.length)}` : purl);

/** Ways to name packages wrongly. */
export const namingMutants = [
  mutant('keeps the spelling', [SPELLINGS, PARSED], ({ describe }) => ({
    describe: (given) => (/[A-Z]/.test(given.name) ? `pkg:toy/${given.name}` : describe(given)),
  })),
  mutant(
    'takes the last word for the name',
    [SPELLINGS, 'naming two packages have two purls', PARSED, CANONICAL],
    ({ describe }) => ({ describe: (given) => describe({ ...given, name: given.name.replace(/^.*-/, '') }) }),
  ),
  mutant('writes another type', ['naming a purl is of the ecosystem', CANONICAL, EXACT], ({ describe, parse }) => ({
    describe: (given) => `pkg:toys/${describe(given).slice('pkg:toy/'.length)}`,
    parse: (purl) => parse(asToy(purl)),
  })),
  mutant('forgets the version', [VERSION, CANONICAL, EXACT], ({ describe }) => ({
    describe: ({ name }) => describe({ name }),
  })),
  mutant('reads a shorter version', [PARSED, VERSION, CANONICAL, EXACT], ({ parse }) => ({
    parse: (purl) => parse(purl.endsWith('.0') ? `pkg:${purl.slice('pkg:'.length, -'.0'.length)}` : purl),
  })),
  mutant('takes any name', [MALFORMED], ({ describe }) => ({
    describe: (given) => (given.name.includes('/') ? 'pkg:toy/some' : describe(given)),
  })),
  mutant('takes any purl', [MALFORMED], ({ parse }) => ({
    parse: (purl) => (purl.startsWith('pkg:gem/') ? { name: 'some' } : parse(purl)),
  })),
  mutant(
    'decodes a purl without care',
    ['naming whatever purl is read, nothing but malformed-input is thrown'],
    ({ parse }) => ({ parse: (purl) => parse(`pkg:${decodeURIComponent(purl.slice('pkg:'.length))}`) }),
  ),
  mutant(
    'decodes a name without care',
    ['naming whatever name is written, nothing but malformed-input is thrown'],
    ({ describe }) => ({ describe: (given) => describe({ ...given, name: decodeURIComponent(given.name) }) }),
  ),
];

import type { EcosystemPlugin } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';
import { compareToys } from './toy-versions.fixture.js';

const mutant = mutantsOf<EcosystemPlugin, 'versions'>('versions');

const PLACES = 'versions equal versions keep their places';
const TOTAL = 'versions the order is total';

const bothAlpha = (one: string, other: string): boolean => one.endsWith('a') && other.endsWith('a');

/** Ways to read versions wrongly. */
export const versionMutants = [
  mutant('orders by text', ["versions the order is the ecosystem's own", PLACES], ({ order }) => ({
    order: (given) => [...order(given)].sort(),
  })),
  mutant('calls all alphas equal', [TOTAL], ({ order }) => ({
    order: (given) => {
      const compare = (one: string, other: string): number => (bothAlpha(one, other) ? 0 : compareToys(one, other));
      return order(given).length === 0 ? [] : [...given].sort(compare);
    },
  })),
  mutant('drops what is there twice', ['versions ordering loses and invents nothing'], ({ order }) => ({
    order: (given) => order([...new Set(given)]),
  })),
  mutant('turns equals around', [TOTAL, PLACES], ({ order }) => ({ order: (given) => order([...given].reverse()) })),
  mutant('orders in place', ['every question leaves its arguments as they are'], ({ order }) => ({
    order: (given) => {
      const ordered = order(given);
      if (Array.isArray(given)) given.splice(0, given.length, ...ordered);
      return ordered;
    },
  })),
  mutant(
    'calls only the same text the same',
    ['versions a step is `same` exactly between equal versions'],
    ({ classify }) => ({
      classify: (from, to) => (compareToys(from, to) === 0 && from !== to ? 'rebuild' : classify(from, to)),
    }),
  ),
  mutant('never goes back', ['versions a step is `backwards` exactly to an older version'], ({ classify }) => ({
    classify: (from, to) => (compareToys(from, to) > 0 ? 'unknown' : classify(from, to)),
  })),
  mutant('reads numbers without care', ['versions parts are whole numbers'], ({ parts }) => ({
    parts: (version) => (parts(version).length === 0 ? [] : version.split('.').map(Number)),
  })),
  mutant('looks at the end only', ['versions a malformed version is malformed-input for every method'], () => ({
    isPrerelease: (version) => version.endsWith('a'),
  })),
  mutant(
    'takes a version for a pattern',
    ['versions whatever text is read, nothing but malformed-input is thrown'],
    ({ isPrerelease }) => ({ isPrerelease: (version) => isPrerelease(String(new RegExp(version, 'u')).slice(1, -2)) }),
  ),
];

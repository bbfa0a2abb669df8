import type { ProjectPlugin } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<ProjectPlugin, 'versions'>('versions');

/** Ways to read constraints wrongly. */
export const constraintMutants = [
  mutant(
    'takes a text for the beginning of another',
    ["constraints allow the versions that the ecosystem's own client takes, in the order given"],
    ({ matching }) => ({
      matching: (versions, constraint) => {
        matching(versions, constraint);
        return versions.filter((version) => version.startsWith(constraint));
      },
    }),
  ),
  mutant(
    'answers in an order of its own',
    ["constraints allow the versions that the ecosystem's own client takes, in the order given"],
    ({ matching, order }) => ({ matching: (versions, constraint) => order(matching(versions, constraint)) }),
  ),
  mutant(
    'looks at a constraint when there is something to compare',
    ['constraints that are none are malformed-input, whatever the versions'],
    ({ matching }) => ({
      matching: (versions, constraint) => (versions.length === 0 ? [] : matching(versions, constraint)),
    }),
  ),
  mutant(
    'takes a constraint for a pattern',
    ['constraints whatever text is read, nothing but malformed-input is thrown'],
    ({ matching }) => ({
      matching: (versions, constraint) => matching(versions, String(new RegExp(constraint, 'u')).slice(1, -2)),
    }),
  ),
];

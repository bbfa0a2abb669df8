import { describe, expect, it } from '@jest/globals';
import type { ProjectPlugin } from '@quench/plugin-sdk';
import type { Candidate } from '../laws.js';
import { brokenLaws, lawNames } from './broken-laws.fixture.js';
import { constraintMutants } from './constraint-mutants.fixture.js';
import { lockMutants } from './lock-mutants.fixture.js';
import { lockedFileMutants, placeMutants } from './place-mutants.fixture.js';
import { releaseMutants } from './release-mutants.fixture.js';
import { toyProjectSamples } from './toy-project-samples.fixture.js';
import { toyProject } from './toy-project.fixture.js';

/** A mutant, whatever part it is of. */
interface Broken {
  readonly name: string;
  readonly breaks: readonly string[];
  mutated(toy: ProjectPlugin): Partial<ProjectPlugin>;
}

const mutants: readonly Broken[] = [
  ...constraintMutants,
  ...releaseMutants,
  ...lockMutants,
  ...lockedFileMutants,
  ...placeMutants,
];

const mutantOf = (mutated: Broken['mutated']): Candidate => ({
  kind: 'project',
  make: () => ({ ...toyProject(), ...mutated(toyProject()) }),
  samples: toyProjectSamples,
});

describe('a toy for projects that', () => {
  it.each(mutants)('$name, breaks the laws that are meant and no others', async ({ mutated, breaks }) => {
    expect(await brokenLaws(mutantOf(mutated))).toEqual([...breaks].sort());
  });

  it('is broken somehow stands for every law of projects', () => {
    const caught = new Set(mutants.flatMap(({ breaks }) => breaks));
    const own = /^(?:constraints|releases|dependencies|artifacts|install) /;
    const laws = lawNames(mutantOf(() => ({}))).filter((law) => own.test(law));
    expect(laws.filter((law) => !caught.has(law))).toEqual([]);
  });
});

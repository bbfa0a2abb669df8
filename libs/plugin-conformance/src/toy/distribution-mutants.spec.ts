import { describe, expect, it } from '@jest/globals';
import type { DistributionPlugin } from '@quench/plugin-sdk';
import type { Candidate } from '../laws.js';
import { brokenLaws, complaintsAbout, lawNames } from './broken-laws.fixture.js';
import { dependencyMutants } from './dependency-mutants.fixture.js';
import { artifactMutants, installMutants } from './file-mutants.fixture.js';
import { namingMutants } from './naming-mutants.fixture.js';
import { registryMutants } from './registry-mutants.fixture.js';
import { snapshotMutants } from './snapshot-mutants.fixture.js';
import { toyDistribution } from './toy-distribution.fixture.js';
import { toyDistributionSamples } from './toy-samples.fixture.js';
import { versionMutants } from './version-mutants.fixture.js';

/** A mutant, whatever part it is of. */
interface Broken {
  readonly name: string;
  readonly breaks: readonly string[];
  mutated(toy: DistributionPlugin): Partial<DistributionPlugin>;
}

const mutants: readonly Broken[] = [
  {
    name: 'has no version',
    breaks: ['the plugin says which interface, ecosystem and version it is of'],
    mutated: () => ({ version: '' }),
  },
  ...registryMutants,
  ...namingMutants,
  ...versionMutants,
  ...snapshotMutants,
  ...dependencyMutants,
  ...artifactMutants,
  ...installMutants,
];

const mutantOf = (mutated: Broken['mutated']): Candidate => ({
  kind: 'distribution',
  make: () => ({ ...toyDistribution(), ...mutated(toyDistribution()) }),
  samples: toyDistributionSamples,
});

describe('a toy for a distribution that', () => {
  it.each(mutants)('$name, breaks the laws that are meant and no others', async ({ mutated, breaks }) => {
    expect(await brokenLaws(mutantOf(mutated))).toEqual([...breaks].sort());
  });

  it.each([
    [
      'calls all alphas equal',
      'versions the order is total\n' +
        '  counter-example: ["11a","1a","9"]\n' +
        '  9 is older than 11a, but comes after it in ["11a","1a","9"]',
    ],
    [
      'takes absence for no change',
      'every question is not answered by an empty registry\n' +
        '  counter-example: "snapshots.take one"\n' +
        '  expected not-found or registry-not-configured, got an answer',
    ],
    [
      'leaves out what the project asks for',
      'dependencies leave out what `without` names, and what only that needs\n' +
        '  counter-example: ["app"]\n' +
        '  app is gone, which the project itself asks for',
    ],
  ])('%s, is told the law with the smallest case that breaks it', async (name, told) => {
    const mutated = mutants.find((mutant) => mutant.name === name)?.mutated;
    expect(await complaintsAbout(mutantOf(mutated ?? (() => ({}))))).toContain(told);
  });

  it('is broken somehow stands for every law', () => {
    const caught = new Set(mutants.flatMap(({ breaks }) => breaks));
    expect(lawNames(mutantOf(() => ({}))).filter((law) => !caught.has(law))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { DistributionPlugin } from '@quench/plugin-sdk';
import { lawsOf } from '../laws.js';
import { complaintOf, run } from '../run.js';
import { dependencyMutants } from './dependency-mutants.fixture.js';
import { artifactMutants, installMutants } from './file-mutants.fixture.js';
import { namingMutants } from './naming-mutants.fixture.js';
import { registryMutants } from './registry-mutants.fixture.js';
import { snapshotMutants } from './snapshot-mutants.fixture.js';
import { toyDistribution } from './toy-distribution.fixture.js';
import { toyDistributionSamples } from './toy-samples.fixture.js';
import { toyTools } from './toy-tools.fixture.js';
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

const lawsFor = (mutated: Broken['mutated']) => {
  const make = (): DistributionPlugin => ({ ...toyDistribution(), ...mutated(toyDistribution()) });
  return lawsOf({ make, samples: toyDistributionSamples }, toyTools);
};

describe('a toy that', () => {
  it.each(mutants)('$name, breaks the law that is meant and no other', async ({ mutated, breaks }) => {
    const results = await run(lawsFor(mutated));
    const broken = results.filter(({ verdict }) => verdict.type === 'broken');
    expect(broken.map(({ part, law }) => `${part} ${law}`).sort()).toEqual([...breaks].sort());
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
    const results = await run(lawsFor(mutants.find((mutant) => mutant.name === name)?.mutated ?? (() => ({}))));
    expect(results.map(complaintOf)).toContain(told);
  });

  it('is broken somehow stands for every law', () => {
    const caught = new Set(mutants.flatMap(({ breaks }) => breaks));
    const laws = lawsFor(() => ({})).map(({ part, name }) => `${part} ${name}`);
    expect(laws.filter((law) => !caught.has(law))).toEqual([]);
  });
});

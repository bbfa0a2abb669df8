import { describe, expect, it } from '@jest/globals';
import type { DefinedPlace } from '@quench/contracts';
import { placedRanges, placedSubject, rangesMeant, type Allows } from './placed-ranges.js';

const platforms = ['linux/amd64', 'linux/arm64'];
const place = (name: string, version: string, amd64: string, arm64 = amd64): DefinedPlace => ({
  ...{ path: `/${name}`, name, version, from: '.' },
  packages: { 'linux/amd64': `pkg:npm/${amd64}`, 'linux/arm64': `pkg:npm/${arm64}` },
});
const nameOf = (purl: string): string => purl.slice('pkg:npm/'.length).toLowerCase();
const rangesOf = (...places: readonly DefinedPlace[]) => placedRanges({ places, platforms }, nameOf);
const allows: Allows = ({ constraint }, version) => version.startsWith(constraint);

describe('what a line places', () => {
  it('is by range what places of the same package have, whatever they have on other platforms', () => {
    const found = rangesOf(place('a', '2', 'x', 'y'), place('b', '3', 'x'), place('c', '2', 'X', 'z'));
    expect(
      found.map(({ constraint, places, packages }) => [constraint, places, packages.map(({ name }) => name)]),
    ).toEqual([
      ['2', ['a', 'c'], ['x', 'y', 'z']],
      ['3', ['b'], ['x', 'x']],
    ]);
  });

  it('is nothing where nothing is placed', () => expect(placedRanges({ platforms }, nameOf)).toEqual([]));
});

describe('what a question is about', () => {
  const ranges = rangesOf(place('a', '2', 'x', 'y'), place('b', '3', 'x'), place('y', '4', 'z'));
  const meant = (name: string, version?: string, ecosystem?: string) =>
    rangesMeant(ranges, { name, version, ecosystem }, allows).map(({ constraint }) => constraint);

  it('is every range of the package, or those that allow the version', () => {
    expect([meant('x'), meant('x', '3.1'), meant('x', '9.1')]).toEqual([['2', '3'], ['3'], ['2', '3']]);
  });

  it('is the place that is so called where no package is, and was not asked by purl', () => {
    expect([meant('b'), meant('b', '2.1'), meant('y'), meant('b', '3.1', 'npm')]).toEqual([['3'], ['3'], ['2'], []]);
  });

  it('is nothing of another ecosystem', () => expect(meant('x', '2.1', 'deb')).toEqual([]));

  it('is about no version that only another place has', () => {
    const own = ranges.filter(({ constraint }) => constraint === '2');
    const release = { constraints: ['2'], isAllowed: true, own: [], elsewhere: [] };
    const about = (known: typeof release | undefined) => {
      const subject = placedSubject(own, ranges, { allows, release: known });
      return ['1.1', '2.1', '3.1'].map((version) => subject.isAbout(version));
    };
    // What no range allows may be what a line had by an earlier one.
    expect([about(undefined), about(release)]).toEqual([
      [true, true, false],
      [false, true, false],
    ]);
    expect(placedSubject(own, ranges, { allows, release })).toMatchObject({
      ...{ updates: ['place:npm/a'], packages: ['x', 'y'] },
    });
  });
});

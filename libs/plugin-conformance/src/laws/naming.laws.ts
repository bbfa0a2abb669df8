import * as fc from 'fast-check';
import type { EcosystemPlugin, Purl } from '@quench/plugin-sdk';
import { unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { EcosystemSamples } from '../samples.js';
import { textsNear } from '../texts.js';

const PART = 'naming';

type Named = Pick<EcosystemPlugin, 'ecosystem' | 'naming'>;

/** Laws of names: one purl for each package, which says all that tells packages apart. */
export const namingLaws = (plugin: Named, samples: EcosystemSamples): readonly Law[] => [
  ...describingLaws(plugin, samples),
  ...parsingLaws(plugin, samples),
  ...malformedLaws(plugin, samples),
];

function describingLaws({ ecosystem, naming: { describe } }: Named, { naming }: EcosystemSamples): readonly Law[] {
  const { packages } = naming;
  return [
    forEach(
      PART,
      'all spellings of a package give one purl',
      () => packages.flatMap((spellings) => spellings.map((one) => [spellings[0], one] as const)),
      ([one, other]) => unequal(describe(one), describe(other)),
    ),
    forEach(
      PART,
      'two packages have two purls',
      () => packages.flatMap(([one], at) => packages.slice(at + 1).map(([other]) => [one, other] as const)),
      ([one, other]) => (describe(one) === describe(other) ? `both are ${describe(one)}` : undefined),
    ),
    forEach(
      PART,
      'a purl is of the ecosystem',
      () => packages.flat(),
      (one) => (describe(one).startsWith(`pkg:${ecosystem}/`) ? undefined : `it is ${describe(one)}`),
    ),
  ];
}

function parsingLaws({ naming: { describe, parse } }: Named, { naming, versions }: EcosystemSamples): readonly Law[] {
  const everyVersion = versions.ascending.flat();
  return [
    forAll(
      PART,
      'what is parsed is described as it was',
      () => fc.tuple(fc.constantFrom(...naming.packages.flat()), fc.constantFrom(undefined, ...everyVersion)),
      ([coordinates, version]) => {
        const purl = describe({ ...coordinates, version });
        return unequal(purl, describe(parse(purl)));
      },
    ),
    forEach(
      PART,
      'a purl says the version',
      () => everyVersion,
      (version) => unequal(version, parse(describe({ ...naming.packages[0][0], version })).version),
    ),
    forEach(
      PART,
      'all spellings of a purl give the canonical one',
      () => naming.purls.flatMap((spellings) => spellings.map((one) => [spellings[0], one] as const)),
      ([canonical, one]) => unequal(canonical, describe(parse(one))),
    ),
  ];
}

function malformedLaws({ naming: { describe, parse } }: Named, { naming }: EcosystemSamples): readonly Law[] {
  const { packages, purls, malformed } = naming;
  const asPurl = (text: string): Purl => `pkg:${text.replace(/^pkg:/, '')}`;
  return [
    forEach(
      PART,
      'malformed coordinates and purls are malformed-input',
      () => [...malformed.coordinates, ...malformed.purls],
      (one) => unlessRefused(() => (typeof one === 'string' ? parse(one) : describe(one)), 'malformed-input'),
    ),
    forAll(
      PART,
      'whatever purl is read, nothing but malformed-input is thrown',
      () => textsNear(purls.flat()).map(asPurl),
      (purl) => unlessAnsweredOrRefused(() => parse(purl), 'malformed-input'),
    ),
    forAll(
      PART,
      'whatever name is written, nothing but malformed-input is thrown',
      () => textsNear(packages.flat().map(({ name }) => name)),
      (name) => unlessAnsweredOrRefused(() => describe({ name }), 'malformed-input'),
    ),
  ];
}

const unequal = (expected: string, found: string | undefined): string | undefined =>
  expected === found ? undefined : `expected ${expected}, got ${found ?? 'nothing'}`;

import * as fc from 'fast-check';
import type { Versions } from '@quench/plugin-sdk';
import { shown } from '../difference.js';
import { unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { VersionSamples } from '../samples.js';
import { recombined, textsNear } from '../texts.js';

const PART = 'versions';

/** Laws of versions: one total order, the ecosystem's own, which every other method keeps to. */
export const versionsLaws = (versions: Versions, samples: VersionSamples): readonly Law[] => [
  ...orderLaws(versions, samples),
  ...stepLaws(versions, samples),
  ...readingLaws(versions, samples),
];

const rankIn =
  ({ ascending }: VersionSamples) =>
  (version: string): number =>
    ascending.findIndex((equals) => equals.includes(version));

function orderLaws({ order }: Versions, samples: VersionSamples): readonly Law[] {
  const all = samples.ascending.flat();
  const rank = rankIn(samples);
  return [
    forAll(
      PART,
      "the order is the ecosystem's own",
      () => fc.shuffledSubarray(all),
      (given) => unsorted(order(given), (one, other) => rank(one) - rank(other)),
    ),
    forAll(
      PART,
      'the order is total',
      () => fc.array(fc.oneof(fc.constantFrom(...all), recombined(all)), { maxLength: 6 }),
      (drawn) => {
        const valid = drawn.filter((version) => isRead(() => order([version])));
        return unsorted(order(valid), (one, other) => compared(order, one, other));
      },
    ),
    forAll(
      PART,
      'ordering loses and invents nothing',
      () => fc.array(fc.constantFrom(...all), { maxLength: 6 }),
      (given) => {
        const ordered = order(given);
        return shown([...given].sort()) === shown([...ordered].sort()) ? undefined : `got ${shown(ordered)}`;
      },
    ),
    forEach(
      PART,
      'equal versions keep their places',
      () => samples.ascending.flatMap((equals) => (equals.length > 1 ? [equals, [...equals].reverse()] : [])),
      (given) => {
        const ordered = order(given);
        return shown(given) === shown(ordered) ? undefined : `expected the same, got ${shown(ordered)}`;
      },
    ),
  ];
}

function stepLaws({ classify }: Versions, samples: VersionSamples): readonly Law[] {
  const all = samples.ascending.flat();
  const rank = rankIn(samples);
  const pair = () => fc.record({ from: fc.constantFrom(...all), to: fc.constantFrom(...all) });
  return [
    forAll(PART, 'a step is `same` exactly between equal versions', pair, ({ from, to }) =>
      misclassified(classify(from, to), 'same', rank(from) === rank(to)),
    ),
    forAll(PART, 'a step is `backwards` exactly to an older version', pair, ({ from, to }) =>
      misclassified(classify(from, to), 'backwards', rank(from) > rank(to)),
    ),
  ];
}

function readingLaws(versions: Versions, { ascending, malformed }: VersionSamples): readonly Law[] {
  const all = ascending.flat();
  const [[known]] = ascending;
  const methods: readonly (readonly [string, (version: string) => unknown])[] = [
    ['order', (version) => versions.order([version])],
    ['classify from', (version) => versions.classify(version, known)],
    ['classify to', (version) => versions.classify(known, version)],
    ['isPrerelease', (version) => versions.isPrerelease(version)],
    ['parts', (version) => versions.parts(version)],
  ];
  const ofAll = async (judge: (ask: () => unknown) => Promise<string | undefined>, version: string) => {
    for (const [name, ask] of methods) {
      const why = await judge(() => ask(version));
      if (why !== undefined) return `${name}: ${why}`;
    }
    return undefined;
  };
  return [
    forEach(
      PART,
      'parts are whole numbers',
      () => all,
      (version) => {
        const parts = versions.parts(version);
        return parts.every((part) => Number.isSafeInteger(part) && part >= 0) ? undefined : `got ${shown(parts)}`;
      },
    ),
    forEach(
      PART,
      'a malformed version is malformed-input for every method',
      () => malformed,
      (version) => ofAll((ask) => unlessRefused(ask, 'malformed-input'), version),
    ),
    forAll(
      PART,
      'whatever text is read, nothing but malformed-input is thrown',
      () => textsNear([...all, ...malformed]),
      (version) => ofAll((ask) => unlessAnsweredOrRefused(ask, 'malformed-input'), version),
    ),
  ];
}

type Order = Versions['order'];

/** Below 0 when `order` puts the first before the other wherever they stand, 0 when it leaves both as they are. */
function compared(order: Order, one: string, other: string): number {
  const [first, stays] = [order([one, other])[0] === one, order([other, one])[0] === other];
  return first && stays ? 0 : first ? -1 : 1;
}

function unsorted(ordered: readonly string[], compare: (one: string, other: string) => number): string | undefined {
  for (const [at, later] of ordered.entries()) {
    const earlier = ordered.slice(0, at).find((one) => compare(one, later) > 0);
    if (earlier !== undefined) return `${later} is older than ${earlier}, but comes after it in ${shown(ordered)}`;
  }
  return undefined;
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const misclassified = (found: string, step: string, expected: boolean): string | undefined =>
  (found === step) === expected ? undefined : `expected ${expected ? '' : 'anything but '}${step}, got ${found}`;

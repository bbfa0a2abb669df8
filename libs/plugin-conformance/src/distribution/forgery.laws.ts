import * as fc from 'fast-check';
import { differenceOf } from '../difference.js';
import { flippedByte } from '../flipped.js';
import type { Law } from '../law.js';
import { instead } from '../laws/fault.laws.js';
import { forAll } from '../look-for.js';
import { answersBehind, taking } from './holding.laws.js';
import type { DistributionSubject } from './subject.js';

/** A byte of an answer that leads to a snapshot. */
interface Forged {
  readonly suite: string;
  readonly url: string;
  readonly at: number;
  /** Turned in that byte. */
  readonly bits: number;
}

/** Who stands between a host and its archive can change what surrounds a signed text, and nothing that is believed. */
export function forgeryLaw(subject: DistributionSubject): Law {
  const bodyOf = (url: string): Uint8Array => subject.samples.recorded.answers.get(url) ?? new Uint8Array();
  return forAll<Forged>(
    'snapshots',
    'believe nothing of an answer with one other byte',
    async () =>
      fc
        .tuple(fc.constantFrom(...(await answersBehind(subject))), fc.nat(), fc.integer({ min: 1, max: 255 }))
        .map(([one, at, bits]) => ({ ...one, at: at % bodyOf(one.url).length, bits })),
    async ({ suite, url, at, bits }) => {
      const { snapshots, ignorant } = await subject.world();
      const truth = snapshots.find(({ source }) => source.suite === suite);
      if (truth === undefined) return undefined;
      const host = ignorant(instead(url, flippedByte(bodyOf(url), at, bits)));
      const taken = await taking(subject)(truth, host).catch(() => undefined);
      return taken === undefined ? undefined : differenceOf(truth, { ...taken, signed: truth.signed }, 'the snapshot');
    },
  );
}

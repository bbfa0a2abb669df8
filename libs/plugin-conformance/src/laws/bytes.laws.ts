import * as fc from 'fast-check';
import { told } from '../endings.js';
import type { Law } from '../law.js';
import { forAll } from '../look-for.js';
import { NothingToTry } from '../nothing-to-try.js';
import type { AtUrl, Trials } from '../trials.js';
import { EVERY_QUESTION } from './asking.laws.js';
import { instead } from './fault.laws.js';

/** An answer of a registry, and how many of its bytes came. */
interface Cut extends AtUrl {
  readonly bytes: number;
}

/** An answer of a registry of which one byte is another. */
interface Changed extends AtUrl {
  readonly at: number;
  readonly byte: number;
}

/** Laws of answers that were damaged on their way. */
export function bytesLaws<Plugin>(trials: Trials<Plugin>, answers: ReadonlyMap<string, Uint8Array>): readonly Law[] {
  const bodyOf = (url: string): Uint8Array => answers.get(url) ?? new Uint8Array();
  const served = async (): Promise<fc.Arbitrary<AtUrl & { readonly length: number }>> => {
    const found = (await trials.urls()).filter(({ url }) => bodyOf(url).length > 0);
    if (found.length === 0) throw new NothingToTry('nothing is asked of a registry');
    return fc.constantFrom(...found.map((one) => ({ ...one, length: bodyOf(one.url).length })));
  };
  return [
    forAll<Cut>(
      EVERY_QUESTION,
      'has no other answer when one is truncated',
      async () => fc.tuple(await served(), fc.nat()).map(([{ length, ...at }, n]) => ({ ...at, bytes: n % length })),
      ({ question, url, bytes }) =>
        trials.unlessRefused(question, instead(url, bodyOf(url).subarray(0, bytes)), [
          'malformed-response',
          'not-authentic',
        ]),
    ),
    forAll<Changed>(
      EVERY_QUESTION,
      'whatever a registry answers, throws no raw error',
      async () =>
        fc
          .tuple(await served(), fc.nat(), fc.nat({ max: 255 }))
          .map(([{ length, ...at }, n, byte]) => ({ ...at, at: n % length, byte })),
      async ({ question, url, at, byte }) => {
        const { ending, host } = await trials.under(question, instead(url, bodyOf(url).with(at, byte)));
        const raw = ending.type === 'failed' && !host.threw.has(ending.error);
        return raw ? `got ${told(ending)}` : undefined;
      },
    ),
  ];
}

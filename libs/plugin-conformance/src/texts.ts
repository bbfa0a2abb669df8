import * as fc from 'fast-check';

/** Texts near to the given ones: parts of them cut out, put in or put together, and some that are like nothing. */
export function textsNear(samples: readonly string[]): fc.Arbitrary<string> {
  const sample = fc.constantFrom(...samples);
  const inserted = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('\u0000', '\n', '..', '%', '{', '"', '\u00e9'),
  );
  const changed = fc
    .tuple(sample, fc.nat(), fc.nat({ max: 3 }), inserted)
    .map(([text, at, cut, put]) => spliced(text, at % (text.length + 1), cut, put));
  return fc.oneof({ weight: 3, arbitrary: changed }, { weight: 2, arbitrary: recombined(samples) }, fc.string());
}

/** The beginning of one sample with the end of another: often well, sometimes not. */
export const recombined = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...samples), fc.constantFrom(...samples), fc.nat(), fc.nat())
    .map(([one, other, end, begin]) => one.slice(0, end % (one.length + 1)) + other.slice(begin % (other.length + 1)));

const spliced = (text: string, at: number, cut: number, put: string): string =>
  text.slice(0, at) + put + text.slice(at + cut);

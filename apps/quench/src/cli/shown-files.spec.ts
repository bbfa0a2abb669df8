import { expect, it } from '@jest/globals';
import { shownIn } from './shown-files.js';

const whole = 'ab'.repeat(32);

it.each([['ab'.repeat(16)], [`sha256:${'ab'.repeat(16)}`], [whole]])('%s is how a digest begins', (text) =>
  expect(`sha256:${whole}`.startsWith(shownIn(text))).toBe(true),
);

it.each(['', 'a'.repeat(31), 'AB'.repeat(16), `${whole}a`, '2.0.1-1'])('is not %j', (text) =>
  expect(() => shownIn(text)).toThrow(expect.objectContaining({ code: 'option-malformed' })),
);

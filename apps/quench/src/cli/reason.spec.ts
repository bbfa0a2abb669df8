import { expect, it } from '@jest/globals';
import { reasonIn } from './reason.js';

it('is what somebody said', () => expect(reasonIn(' r4 crashes ')).toBe('r4 crashes'));

it.each(['', '  ', 'two\nlines', 'red \u001b[31m'])('is not %j', (text) =>
  expect(() => reasonIn(text)).toThrow(expect.objectContaining({ code: 'option-malformed' })),
);

import { expect, it } from '@jest/globals';
import { checkEventSize, MAX_EVENT_BYTES } from './event-size.js';

const event = { stream: 'test.stream/1', type: 'test.Happened.v1' };

it('takes an event that has all the bytes that it may have', () => {
  checkEventSize(event, 'x'.repeat(MAX_EVENT_BYTES));
  checkEventSize(event, '', 'é'.repeat(MAX_EVENT_BYTES / 2));
});

it.each([
  ['in one part', ['x'.repeat(MAX_EVENT_BYTES + 1)]],
  ['in several', ['x', 'x'.repeat(MAX_EVENT_BYTES)]],
  ['in fewer characters', [`é${'é'.repeat(MAX_EVENT_BYTES / 2)}`]],
])('refuses one that has more, %s, and says how many', (_, texts) => {
  expect(() => checkEventSize(event, ...texts)).toThrow(
    expect.objectContaining({
      name: 'Rejection',
      code: 'event-too-large',
      message: expect.stringMatching(
        /^test.stream\/1: test.Happened.v1 has 8388(609|610) bytes as JSON; at most 8388608 /,
      ),
    }),
  );
});

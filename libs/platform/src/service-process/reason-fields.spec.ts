import { expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import { reasonFields } from './reason-fields.js';

it('is the sentence of a known fault, without its kind', () =>
  expect(reasonFields(new TransientFault('kafka-unavailable', 'No broker answers'))).toEqual({
    code: 'kafka-unavailable',
    reason: 'No broker answers',
  }));

it('is where another one came from', () => {
  const stack: unknown = expect.stringContaining('reason-fields.spec');
  expect(reasonFields(new TypeError('x'))).toEqual({ code: 'unexpected-error', reason: 'TypeError: x', stack });
  expect(reasonFields('x')).toMatchObject({ code: 'unexpected-error', reason: 'x' });
});

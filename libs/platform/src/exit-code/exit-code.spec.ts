import { expect, it } from '@jest/globals';
import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { exitCodeOf } from './index.js';

it.each([
  [new Rejection('image-unknown', 'x'), 2],
  [new TransientFault('registry-unreachable', 'x'), 3],
  [new IntegrityFault('digest-mismatch', 'x'), 4],
  [new PluginError('unsatisfiable', 'x'), 2],
  [new PluginError('not-authentic', 'x'), 4],
  [new TypeError('x'), 70],
  ['x', 70],
])('the exit code tells the kind of %s', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

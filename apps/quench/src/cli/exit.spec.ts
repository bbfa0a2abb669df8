import { expect, it } from '@jest/globals';
import { Rejection } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { exitOf } from './exit.js';
import { Stopped } from './stopped.js';

it.each([
  [new Rejection('image-unknown', 'x'), { code: 2, name: 'image-unknown', message: 'x' }],
  [new PluginError('not-authentic', 'x'), { code: 4, name: 'not-authentic', message: 'x' }],
  [new Stopped('SIGINT'), { code: 130 }],
  [new Stopped('SIGTERM'), { code: 143 }],
  [
    new TypeError('x'),
    { code: 70, name: 'bug', message: expect.stringMatching(/mistake in Quench.*\nTypeError: x\n/) },
  ],
  ['x', { code: 70, name: 'bug', message: expect.stringContaining('\nx') }],
])('the end of a command tells of %s', (error, said) => expect(exitOf(error)).toMatchObject(said));

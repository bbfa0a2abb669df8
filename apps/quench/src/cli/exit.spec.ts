import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { exitOf } from './exit.js';
import { Stopped } from './stopped.js';

describe('the exit code', () => {
  it.each([
    [new Rejection('image-unknown', 'x'), 2],
    [new TransientFault('registry-unreachable', 'x'), 3],
    [new IntegrityFault('digest-mismatch', 'x'), 4],
    [new PluginError('unsatisfiable', 'x'), 2],
    [new PluginError('not-authentic', 'x'), 4],
    [new TypeError('x'), 70],
    [new Stopped('SIGINT'), 130],
    [new Stopped('SIGTERM'), 143],
  ])('tells the kind of %s', (error, code) => expect(exitOf(error).code).toBe(code));
});

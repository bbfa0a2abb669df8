import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { RegistryThrottled } from '@quench/ports/ecosystems';
import { receiveError, sendError } from './sent-error.js';

const arrived = (error: unknown): Error => receiveError(structuredClone(sendError(error)));

describe('an error between threads', () => {
  it.each([
    new Rejection('image-unknown', 'No such image'),
    new TransientFault('registry-unreachable', 'Nobody answers'),
    new IntegrityFault('digest-mismatch', 'Other bytes'),
    new PluginError('unsatisfiable', 'No set fulfils it', { chain: ['a', 'b'] }),
    new PluginError('malformed-input', 'Not known', { known: ['debian/trixie'] }),
    new RegistryThrottled('Not now', 7_000),
  ])('arrives as what it was: %s', (error) => {
    const { constructor, message, ...facts } = error;
    const same = arrived(error);
    expect(same).toBeInstanceOf(constructor);
    expect(same.message).toBe(message);
    expect(same).toMatchObject(facts);
  });

  it('that is a bug keeps where it came from', () => {
    const bug = new TypeError('x is no function');
    expect(arrived(bug).stack).toBe(bug.stack);
    expect(arrived('thrown text').message).toBe('thrown text');
    expect(arrived(bug)).not.toHaveProperty('code');
  });

  it('keeps what the system calls it', () => {
    const fault = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(arrived(fault)).toMatchObject({ code: 'EACCES', message: fault.message });
  });
});

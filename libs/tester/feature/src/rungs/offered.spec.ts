import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { offerOf, type Host } from './offered.js';

const host = (...emulates: readonly string[]): Host => ({
  ...{ name: 'bwrap/mapped', realOwners: false, limits: ['rlimit'], emulates, emulatesAll: true },
});
const emulator = [
  {
    ...{ purl: 'pkg:deb/debian/qemu-user@1', sha256: sha256('qemu'), size: 1, name: 'qemu-user', version: '1' },
    ...{ architecture: 'amd64', source: { name: 'qemu', version: '1' }, path: 'pool/qemu' },
    from: { origin: 'Debian', suite: 'trixie' },
  },
];
const native = { name: 'bwrap/mapped', slowness: 1 };
const emulated = { name: 'qemu-all/mapped', slowness: 5 };

describe('images for a platform', () => {
  it('run by themselves where the machine is of it, whatever could emulate it', () =>
    expect(offerOf(host('linux/amd64'), 'linux/amd64', { emulator })).toEqual(native));

  it('are emulated by what their plan brings, or by what is installed', () => {
    expect(offerOf(host(), 'linux/arm64', { emulator })).toEqual(emulated);
    expect(offerOf(host('linux/arm64'), 'linux/arm64', {})).toEqual(emulated);
  });

  it('are emulated under another name where they can start no other program, which it says', () => {
    const alone = { ...host(), emulatesAll: false } as Host;
    expect(offerOf(alone, 'linux/arm64', { emulator })).toEqual({
      ...{ name: 'qemu/mapped', slowness: 5, lacks: expect.stringMatching(/^an emulated program can start no other/) },
    });
    expect(offerOf(alone, 'linux/amd64', { emulator })).toEqual(native);
  });

  it('are not run without either, nor where nothing runs', () => {
    expect(offerOf(host(), 'linux/arm64', {})).toEqual({
      unavailable:
        'programs for linux/arm64 cannot be run here: the archive has no qemu-user-static, and none is installed',
    });
    const closed = { unavailable: 'no user namespaces' };
    expect(offerOf(closed, 'linux/arm64', { emulator })).toEqual(closed);
  });
});

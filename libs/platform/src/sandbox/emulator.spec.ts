import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elfOf } from '@quench/testing';
import { emulated, emulationOf } from './emulator.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quench-emulator-'));
  writeFileSync(join(folder, 'static'), elfOf({ needed: [] }));
  writeFileSync(join(folder, 'dynamic'), elfOf({ needed: ['libc.so.6'], interpreter: '/lib64/ld.so' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A host that has some programs, by name. */
const host =
  (programs: Readonly<Record<string, string>>) =>
  (program: string): string | undefined => {
    const file = programs[program];
    return file === undefined ? undefined : join(folder, file);
  };

describe('programs of another platform', () => {
  it('run in an emulator of the host', async () =>
    expect(await emulationOf('linux/arm64', undefined, host({ 'qemu-aarch64-static': 'static' }))).toEqual({
      kind: 'emulated',
      emulator: join(folder, 'static'),
    }));

  it('do not run in one that would look for libraries in the image', async () => {
    expect(await emulationOf('linux/arm64', undefined, host({ 'qemu-aarch64': 'dynamic' }))).toMatchObject({
      kind: 'missing',
    });
    expect(await emulationOf('linux/arm64', undefined, host({ 'qemu-aarch64': 'static' }))).toMatchObject({
      kind: 'emulated',
    });
  });

  it('do not run without one', async () => {
    expect(await emulationOf('linux/arm64', undefined, host({}))).toEqual({ kind: 'missing' });
    const riscv = { 'qemu-riscv64-static': 'static' };
    expect(await emulationOf('linux/riscv64', undefined, host(riscv))).toEqual({ kind: 'missing' });
  });

  it('run in that of packages, which is a file and not the name of another one, without looking at the host', async () => {
    mkdirSync(join(folder, 'packages/usr/bin'), { recursive: true });
    symlinkSync('qemu-aarch64', join(folder, 'packages/usr/bin/qemu-aarch64-static'));
    const packages = join(folder, 'packages');
    const of = () => emulationOf('linux/arm64', packages, host({ 'qemu-aarch64-static': 'static' }));
    expect(await of()).toEqual({ kind: 'missing' });
    const emulator = join(packages, 'usr/bin/qemu-aarch64');
    writeFileSync(emulator, elfOf({ needed: [] }));
    expect(await of()).toEqual({ kind: 'emulated', emulator });
  });

  it('see their own name, and nothing of what runs them', () =>
    expect(emulated({ argv: ['/usr/bin/server', '--port', '1'], env: {} })).toEqual({
      argv: ['/dev/emulator', '-0', '/usr/bin/server', '/usr/bin/server', '--port', '1'],
      env: {},
    }));

  it('see the variables of the image, which what runs them does not', () => {
    const of = (env: Readonly<Record<string, string>>) => emulated({ argv: ['/a'], env });
    expect(of({ QEMU_VERSION: '1', OPTS: 'x=y z' })).toEqual({
      argv: ['/dev/emulator', '-E', 'QEMU_VERSION=1', '-E', 'OPTS=x=y z', '-0', '/a', '/a'],
      env: {},
    });
    // An option would be cut at the comma.
    expect(of({ LIST: 'a,b' })).toEqual({ argv: ['/dev/emulator', '-0', '/a', '/a'], env: { LIST: 'a,b' } });
    expect(() => of({ QEMU_CPU: 'max,sve=off' })).toThrow('no QEMU_CPU with a comma');
  });
});

it('programs of the platform of the host run as they are', async () =>
  expect(await emulationOf('linux/amd64', undefined, host({}))).toEqual({ kind: 'none' }));

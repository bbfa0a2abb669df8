import { describe, expect, it } from '@jest/globals';
import type { Pin } from '@quench/plugin-sdk';
import { paragraph, TestArchive } from './test-archive.fixture.js';

/** `libz 1` */
const pins = (...texts: readonly string[]): readonly Pin[] =>
  texts.map((text) => {
    const [name = '', version = ''] = text.split(' ');
    return { name, version };
  });
const versions = async (archive: TestArchive, options: Parameters<TestArchive['resolve']>[1]) =>
  (await archive.resolve(['web'], options)).dependencies.map(({ name, version, from }) => [name, version, from.suite]);

describe('what is held back', () => {
  const archive = new TestArchive(
    [paragraph('web 1', 'Depends: libz, libx'), paragraph('libz 1'), paragraph('libx 1')],
    [paragraph('web 2', 'Depends: libz, libx'), paragraph('libz 2', 'Depends: new'), paragraph('new 1')],
  );

  it('is in its version although a newer one is there, and needs what that needs', async () => {
    expect(await versions(archive, { pins: pins('libz 1') })).toEqual([
      ['libx', '1', 'suite-0'],
      ['libz', '1', 'suite-0'],
      ['web', '2', 'suite-1'],
    ]);
  });

  it('is no wish: what nobody needs does not come in', async () => {
    const answer = await archive.resolve(['web'], { pins: pins('gone 1') });
    expect(answer).toEqual(await archive.resolve(['web']));
  });

  it('is taken from older snapshots where the newest list it no more', async () => {
    const [keep, snapshots] = [archive.snapshots.slice(0, 1), archive.snapshots.slice(1)];
    expect(await versions(archive, { snapshots, keep, pins: pins('libz 1', 'libx 1') })).toEqual([
      ['libx', '1', 'suite-0'],
      ['libz', '1', 'suite-0'],
      ['web', '2', 'suite-1'],
    ]);
    // Neither answer is remembered for the other.
    expect((await archive.resolve(['web'])).dependencies.map(({ version }) => version)).toEqual(['1', '2', '1', '2']);
  });

  it('is its very file where that is named, although the newest list another of that version', async () => {
    const other = 'b'.repeat(64);
    const rebuilt = new TestArchive([paragraph('web 1', `SHA256: ${other}`)], [paragraph('web 1')]);
    const options = { snapshots: rebuilt.snapshots.slice(1), keep: rebuilt.snapshots.slice(0, 1) };
    expect(await versions(rebuilt, { ...options, pins: pins('web 1') })).toEqual([['web', '1', 'suite-1']]);
    const exact = { name: 'web', version: '1', sha256: `sha256:${other}` } as const;
    expect(await versions(rebuilt, { ...options, pins: [exact] })).toEqual([['web', '1', 'suite-0']]);
  });

  it('goes on to provide what its newest version does not', async () => {
    const main = new TestArchive(
      [paragraph('web 1', 'Depends: mail'), paragraph('exim 2')],
      [paragraph('exim 1', 'Provides: mail')],
    );
    const options = { snapshots: main.snapshots.slice(0, 1), keep: main.snapshots.slice(1) };
    expect(await versions(main, { ...options, pins: pins('exim 1') })).toEqual([
      ['exim', '1', 'suite-1'],
      ['web', '1', 'suite-0'],
    ]);
  });
});

describe('what is to be below a version', () => {
  const archive = new TestArchive(
    [paragraph('web 1', 'Depends: libz'), paragraph('libz 1'), paragraph('libz 1.2')],
    [paragraph('libz 1.10'), paragraph('libz 2')],
  );
  const below = async (version: string) =>
    (await versions(archive, { pins: [{ name: 'libz', below: version }] })).find(([name]) => name === 'libz');

  it('is the newest version that is listed below it', async () => {
    expect(await below('2')).toEqual(['libz', '1.10', 'suite-1']);
    expect(await below('1.10')).toEqual(['libz', '1.2', 'suite-0']);
  });

  it('is refused where there is none', async () => {
    const error = await archive.refusal(['web'], { pins: [{ name: 'libz', below: '1' }] });
    expect(error).toMatchObject({ code: 'unsatisfiable', chain: ['web', 'libz'] });
  });
});

describe('a refusal because of what is held back', () => {
  const archive = new TestArchive(
    [paragraph('libz 1'), paragraph('liby 1')],
    [paragraph('web 2', 'Depends: app'), paragraph('app 2', 'Depends: libz (>= 2)'), paragraph('libz 2')],
  );

  it('has the chain to it and says at which version it is held', async () => {
    const error = await archive.refusal(['web'], { pins: pins('libz 1', 'liby 1') });
    expect(error).toMatchObject({ code: 'unsatisfiable', chain: ['web', 'app', 'libz (>= 2)'] });
    expect(error.message).toMatch(/^web needs app needs libz \(>= 2\), .*; held back: libz at 1$/);
  });

  it('says of what was asked for and is held at a version that nobody lists that this is so', async () => {
    const error = await archive.refusal(['web'], { pins: pins('web 1') });
    expect(error).toMatchObject({ code: 'unsatisfiable', chain: ['web'] });
    expect(error.message).toBe('web is held back at 1, which no snapshot lists any more');
  });

  it('says nothing of it where nothing is held back', async () => {
    const error = await archive.refusal(['web', 'nowhere']);
    expect(error.message).not.toContain('held back');
  });
});

import { describe, expect, it } from '@jest/globals';
import { PluginError, type Registry } from '@quench/plugin-sdk';
import { pinnedKeys } from '../keys/index.js';
import { registries } from './index.js';

const read = (files: Record<string, string>): readonly Registry[] =>
  registries.read({ files: new Map(Object.entries(files)), env: {} });
const LIST = '/etc/apt/sources.list';
const [first, second] = pinnedKeys('trixie');
const armoured = first?.armoured ?? '';

describe("apt's sources", () => {
  it('are read in the one-line format', () => {
    const text = [
      '# deb http://commented.example/ trixie main',
      'deb http://archive.example/debian trixie main contrib # words',
      'deb-src http://archive.example/debian trixie main',
      'deb [ arch=amd64 signed-by=/k.gpg check-valid-until=no ] https://archive.example/security trixie-security main',
      'deb [trusted=yes] file:/srv/mirror trixie main',
      'deb http://flat.example/ ./',
      'deb cdrom:[Debian 13 _trixie_]/ trixie main',
    ].join('\n');
    expect(read({ [LIST]: text }).map(({ base, details }) => [base, details['suites'], details['refused']])).toEqual([
      ['http://archive.example/debian/', ['trixie'], undefined],
      ['https://archive.example/security/', ['trixie-security'], undefined],
      ['file:///srv/mirror/', ['trixie'], expect.stringContaining('trusted=yes')],
      ['http://flat.example/', [], undefined],
    ]);
  });

  it('are read in deb822, with several URIs and suites, comments and Enabled', () => {
    const text = [
      '# the main archive',
      'Types: deb deb-src',
      '# between',
      'URIs: http://one.example/debian http://two.example/debian/',
      'Suites: trixie trixie-updates',
      'Components: main',
      '',
      'Enabled: no',
      'Types: deb',
      'URIs: http://off.example/',
      'Suites: trixie',
      '',
      'Types: deb-src',
      'URIs: http://source.example/',
      'Suites: trixie',
    ].join('\n');
    expect(read({ [`${LIST}.d/debian.sources`]: text }).map(({ base, details }) => [base, details['suites']])).toEqual([
      ['http://one.example/debian/', ['trixie', 'trixie-updates']],
      ['http://two.example/debian/', ['trixie', 'trixie-updates']],
    ]);
  });

  const sourceWith = (field: string): Record<string, string> => ({
    [`${LIST}.d/a.sources`]: `Types: deb\nURIs: http://archive.example/\nSuites: trixie\n${field}\n`,
  });

  it.each<[string, string, readonly string[] | undefined]>([
    ['no keys', 'Components: main', undefined],
    ['a keyring', 'Signed-By: /usr/share/keyrings/k.asc', [first?.fingerprints[0] ?? '']],
    ['a keyring of others', 'Signed-By: /usr/share/keyrings/other.asc', []],
    ['a keyring that is not there', 'Signed-By: /nowhere.gpg', []],
    [
      'a key inside',
      `Signed-By:\n${armoured.trim().replace(/^/gm, ' ').replace(/^ $/gm, ' .')}`,
      [first?.fingerprints[0] ?? ''],
    ],
    ['a fingerprint', `Signed-By: ${second?.fingerprints[1] ?? ''}!`, [second?.fingerprints[0] ?? '']],
  ])('say by which pinned keys a source may be signed: %s', (_what, field, pinned) => {
    const keyrings = { '/usr/share/keyrings/k.asc': armoured, '/usr/share/keyrings/other.asc': 'no key' };
    expect(read({ ...keyrings, ...sourceWith(field) })[0]?.details['pinned']).toEqual(pinned);
  });

  it.each([
    ['nothing', '', 'Components: main', true],
    ['apt.conf', 'Acquire::Check-Valid-Until "false";', 'Components: main', false],
    ['a scope of apt.conf', '/* a */ Acquire { Retries "3"; Check-Valid-Until 0; }; // "', 'Components: main', false],
    ['a comment of apt.conf', '// Acquire::Check-Valid-Until "false";', 'Components: main', true],
    ['the source', '', 'Check-Valid-Until: no', false],
    ['the source, over apt.conf', 'acquire::check-valid-until "no";', 'Check-Valid-Until: yes', true],
  ])('say whether Valid-Until counts: by %s', (_what, conf, field, checked) => {
    const files = { '/etc/apt/apt.conf.d/99x': conf, '/etc/apt/apt.conf.d/99x.bak': 'broken }', ...sourceWith(field) };
    expect(read(files)[0]?.details['checkValidUntil']).toBe(checked);
  });

  it.each([
    ['nothing', '', 'Components: main', true],
    ['apt.conf', 'Acquire::Check-Date "false";', 'Components: main', false],
    ['the source, over apt.conf', 'Acquire::Check-Date "false";', 'Check-Date: yes', true],
  ])('say whether an index may be of the future: by %s', (_what, conf, field, checked) => {
    const files = { '/etc/apt/apt.conf.d/99x': conf, ...sourceWith(field) };
    expect(read(files)[0]?.details['checkDate']).toBe(checked);
  });

  it.each([
    [LIST, 'deb http://archive.example/'],
    [LIST, 'rpm http://archive.example/ trixie main'],
    [`${LIST}.d/a.sources`, 'Types: deb\nSuites: trixie\n'],
    [`${LIST}.d/a.sources`, 'Types deb\n'],
    ['/etc/apt/apt.conf', 'Acquire { '],
    ['/etc/apt/apt.conf', '}'],
  ])('are refused with the file when %s holds %j', (path, text) => {
    let thrown: unknown;
    try {
      read({ [path]: text });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PluginError);
    expect(thrown).toMatchObject({ code: 'malformed-input', message: expect.stringContaining(path) });
  });
});

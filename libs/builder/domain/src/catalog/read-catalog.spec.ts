import { describe, expect, it } from '@jest/globals';
import { problemLine } from './problem.js';
import { readCatalog } from './read-catalog.js';

const definition = (image: string, release = 'debian/trixie'): string =>
  [
    '# a comment',
    `image: ${image}`,
    'summary: x',
    `distribution: ${release}`,
    'packages: [zlib]',
    'channels: [a]',
  ].join('\n');
const reserved = [
  { path: 'etc/passwd', reason: 'is made of the accounts' },
  { path: 'bin', reason: 'is a link' },
];
const problems = (files: Readonly<Record<string, string>>): readonly string[] => {
  const folder = { definitions: new Map(Object.entries(files)), assets: new Map<string, never>() };
  const unknown = ({ release }: { readonly release: string }): string | undefined =>
    release === 'debian/trixie' ? undefined : `"${release}" is not known.`;
  const nothing = (): undefined => undefined;
  const certificate = (path: string) => ({ fingerprint: path });
  return readCatalog(folder, { unknown, release: nothing, project: nothing, certificate, reserved }).problems.map(
    problemLine,
  );
};

describe('a catalog', () => {
  it('says in which line a distribution is unknown, however it is written', () => {
    const long = '\n  pockets: [release]\n  release: debian/nowhere';
    expect(problems({ 'a.yaml': definition('a', 'debian/nowhere'), 'b.yaml': definition('b', long) })).toStrictEqual([
      'a.yaml:4: distribution: "debian/nowhere" is not known.',
      'b.yaml:6: distribution: "debian/nowhere" is not known.',
    ]);
  });

  it('says that of a version stream, too', () => {
    const streams = 'streams:\n  a: { channels: [x] }\n  b: { channels: [y], distribution: debian/nowhere }';
    const text = definition('a').replace('channels: [a]', streams);
    expect(problems({ 'a.yaml': text })).toStrictEqual([
      'a.yaml:8: streams.b.distribution: "debian/nowhere" is not known.',
    ]);
  });

  it('says that of files that have other mistakes, too', () => {
    const wrong = `${definition('a', 'debian/nowhere')}\nchanels: []`;
    expect(problems({ 'a.yaml': definition('a'), 'b.yaml': wrong })).toStrictEqual([
      'b.yaml:2: image: "a" is already defined in a.yaml; names are unique',
      'b.yaml:4: distribution: "debian/nowhere" is not known.',
      expect.stringMatching(/^b\.yaml:7: unknown key "chanels"/),
    ]);
  });

  it('says what is wrong with each file from its first line to its last, one file after the other', () => {
    const wrong = (image: string): string =>
      `${definition(image, 'debian/nowhere')}\nchanels: []\nrun: {user: nobody}\npackages: 3`;
    const odd = definition('c', 'debian/nowhere').replace('summary: x', 'sumary: x').replace('[zlib]', '3');
    const said = problems({
      'c.yaml': odd,
      'b.yaml': `${definition('b')}\nrun: {user: nobody}\nchanels: []`,
      'a.yaml': wrong('a'),
    });
    const places = said.map((line) => line.split(': ', 1)[0]);
    expect(places).toStrictEqual([
      ...['a.yaml:9', 'b.yaml:7', 'b.yaml:8'],
      ...['c.yaml:2', 'c.yaml:3', 'c.yaml:4', 'c.yaml:5'],
    ]);
  });

  it('says which files it may not have, and why', () => {
    const files = (...paths: readonly string[]): string =>
      `${definition('a')}\nfiles:\n${paths.map((path) => `  ${path}:\n    from: conf\n`).join('')}`;
    const text = files('/etc/passwd', '/etc/passwd.d', '/bin/x');
    expect(problems({ 'a.yaml': text }).filter((line) => !line.includes('no file'))).toStrictEqual([
      'a.yaml:8: files./etc/passwd: /etc/passwd is made of the accounts',
      'a.yaml:12: files./bin/x: /bin is a link',
    ]);
  });

  it('says in which line a name is taken', () => {
    expect(problems({ 'a.yaml': definition('a'), 'b.yaml': definition('a') })).toStrictEqual([
      'b.yaml:2: image: "a" is already defined in a.yaml; names are unique',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ImageDefinition } from '@quench/contracts';
import { problemLine } from './problem.js';
import { readDefinition, type Assets } from './read-definition.js';

const assets: Assets = new Map([['nginx/nginx.conf', { sha256: `sha256:${'a'.repeat(64)}`, size: 12 }]]);
const minimal = `image: static
summary: Nothing but data
distribution: debian/trixie
packages: [base-files]
channels: [latest]
`;

const read = (text: string): ImageDefinition => {
  const result = readDefinition('static.yaml', text, assets);
  if (!('image' in result)) throw new Error(result.map(problemLine).join('\n'));
  return result;
};
const problems = (text: string): readonly string[] => {
  const result = readDefinition('static.yaml', text, assets);
  return 'image' in result ? [] : result.map(problemLine);
};

describe('a definition', () => {
  it('gets every default filled in', () => {
    expect(read(minimal)).toMatchObject({
      distribution: { release: 'debian/trixie', pockets: ['release', 'updates', 'security'] },
      platforms: ['linux/amd64'],
      workdir: '/home/nonroot',
      run: { user: 'nonroot', uid: 65_532, gid: 65_532, stopSignal: 'SIGTERM', entrypoint: [] },
      tests: [{ rung: 'structure', name: 'structure' }],
      policy: { waive: [] },
    });
  });

  it('keeps pockets in one order however they are written', () => {
    const text = minimal.replace('debian/trixie', '{ release: debian/trixie, pockets: [security, release] }');
    expect(read(text).distribution.pockets).toEqual(['release', 'security']);
  });

  it('copies files of the catalog folder with mode and owner', () => {
    const text = `${minimal}accounts: { web: { uid: 101 } }\nfiles: { /etc/n.conf: { from: nginx/nginx.conf, mode: '0640', user: web } }\n`;
    expect(read(text).files['/etc/n.conf']).toEqual({
      sha256: `sha256:${'a'.repeat(64)}`,
      size: 12,
      mode: 0o640,
      uid: 101,
      gid: 101,
    });
  });

  it('numbers tests that have no name', () => {
    const text = `${minimal}run: { entrypoint: [/bin/x] }\ntests: [{ boot: {} }, { boot: {} }, { probe: { http: 'http://127.0.0.1:80/' } }]\n`;
    expect(read(text).tests.map(({ name }) => name)).toEqual(['structure', 'boot', 'boot-2', 'probe']);
  });
});

describe('a mistake in a definition', () => {
  it.each([
    [
      'an unknown key',
      `${minimal}chanels: [x]\n`,
      /^static\.yaml:6: unknown key "chanels"\. Did you mean "channels"\?/,
    ],
    [
      'an unknown pocket',
      minimal.replace('debian/trixie', '{ release: debian/trixie, pockets: [securty] }'),
      /^static\.yaml:3: .*Did you mean "security"/,
    ],
    ['a platform that is not enforced yet', `${minimal}platforms: [linux/arm64]\n`, /^static\.yaml:6: .*linux\/amd64/],
    ['a missing key', minimal.replace(/summary.*\n/, ''), /must have required property 'summary'/],
    ['a file that is not there', `${minimal}files: { /etc/x: { from: nope } }\n`, /^static\.yaml:6: .*no file "nope"/],
    [
      'a user that is not there',
      `${minimal}run: { entrypoint: [/x], user: bob }\n`,
      /^static\.yaml:6: .*no account "bob"\. Known: nonroot/,
    ],
    [
      'a channel that is none',
      minimal.replace('[latest]', "['{{ version nginx }}']"),
      /^static\.yaml:5: .*is not a channel/,
    ],
    ['a channel that looks like a publication', minimal.replace('latest', '1.2-r3'), /ends like a publication/],
    [
      'a waiver of no test',
      `${minimal}policy: { waive: [{ test: probe, reason: later }] }\n`,
      /no test "probe"\. Known: structure/,
    ],
    ['a probe of nothing', `${minimal}tests: [{ probe: { http: 'http://127.0.0.1:1/' } }]\n`, /need run\.entrypoint/],
    [
      'a probe that leaves the sandbox',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ probe: { http: 'http://192.0.2.1:1/' } }]\n`,
      /must match pattern/,
    ],
    [
      'a pattern that is none',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ boot: { expect: { output: '(' } } }]\n`,
      /not a regular expression/,
    ],
    ['a key written twice', `${minimal}image: other\n`, /^static\.yaml:6: .*unique/],
    ['no YAML', 'image: [', /^static\.yaml:1: /],
    ['a bomb of aliases', `a: &a [1]\nb: &b [${'*a,'.repeat(60)}]\n`, /alias/i],
  ])('names file, line and remedy for %s', (_what, text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it('is reported with all others at once', () => {
    expect(problems(`${minimal}chanels: [x]\nownr: y\n`)).toHaveLength(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import { definitionSchema } from './definition.schema.js';
import { minimal, problems, read } from './written.fixture.js';

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
    [
      'a platform that nothing is built for',
      `${minimal}platforms: [linux/arm]\n`,
      /^static\.yaml:6: .*expected one of linux\/amd64, linux\/arm64, found "linux\/arm"\. Did you mean "linux\/arm64"\?/,
    ],
    ['a missing key', minimal.replace(/summary.*\n/, ''), /^static\.yaml:1: missing key "summary"$/],
    [
      'a mode with setuid',
      `${minimal}files: { /a: { from: nginx/nginx.conf, mode: '4755' } }\n`,
      /^static\.yaml:6: files\.\/a\.mode: expected a mode such as "0644": .* since no setuid, .* is accepted, found "4755"$/,
    ],
    [
      'a file that is not there',
      `${minimal}files: { /etc/x: { from: nginx/ngnx.conf } }\n`,
      /^static\.yaml:6: .*no file "nginx\/ngnx\.conf"\. Did you mean "nginx\/nginx\.conf"\?$/,
    ],
    [
      'a user that is not there',
      `${minimal}run: { entrypoint: [/x], user: bob }\n`,
      /^static\.yaml:6: .*no account "bob"\. Known: nonroot/,
    ],
    [
      'a user that is nearly there',
      `${minimal}run: { entrypoint: [/x], user: nonrot }\n`,
      /no account "nonrot"\. Did you mean "nonroot"\?/,
    ],
    [
      'a channel that is none',
      minimal.replace('[latest]', "['{{ version nginx }}']"),
      /^static\.yaml:5: .*is not a channel/,
    ],
    [
      'a channel twice, however it is written',
      minimal.replace('[latest]', `[a, '{{ version "base-files" 1 }}', '{{version "base-files" 1}}', a]`),
      /^static\.yaml:5: channels: "\{\{version "base-files" 1\}\}" is there twice; expected each channel once\n[^\n]*"a" is there/,
    ],
    [
      'a channel that asks for more than a version has',
      minimal.replace('[latest]', `['{{ version "base-files" 4 }}', '{{ version "base-files" 9 }}']`),
      /^static\.yaml:5: channels: version "base-files" 9 asks for 9 numbers of a version; expected 1 to 4$/,
    ],
    ['a channel that looks like a publication', minimal.replace('latest', '1.2-r3'), /ends like a publication/],
    [
      'a waiver of no test',
      `${minimal}policy: { waive: [{ test: probe, reason: later }] }\n`,
      /no test "probe"\. Known: structure/,
    ],
    [
      'a channel of a package that is not there',
      minimal.replace('[latest]', `['{{ version "base-file" 1 }}']`),
      /^static\.yaml:5: channels: no package "base-file"\. Did you mean "base-files"\? Known: base-files$/,
    ],
    [
      'an entrypoint that is no path from the root',
      `${minimal}run: { entrypoint: [nginx] }\n`,
      /^static\.yaml:6: run\.entrypoint\.0: expected the path of a program from the root, such as \S+, found "nginx"$/,
    ],
    [
      'a client that is no path from the root',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ probe: { exec: [curl] } }]\n`,
      /^static\.yaml:7: tests\.0\.probe\.exec\.0: expected the path of a program from the root/,
    ],
    [
      'an unknown signal',
      `${minimal}run: { entrypoint: [/x], stopSignal: SIGTREM }\n`,
      /^static\.yaml:6: run\.stopSignal: expected one of SIGHUP, .*, found "SIGTREM"\. Did you mean "SIGTERM"\?$/,
    ],
    [
      'an account of root’s name',
      `${minimal}accounts: { root: { uid: 5 } }\n`,
      /^static\.yaml:6: accounts: "root" is in every image, with uid 0; expected another name$/,
    ],
    [
      'an account of the name that every image has',
      `${minimal}accounts: { nonroot: { uid: 5 } }\n`,
      /^static\.yaml:6: accounts: "nonroot" is in every image, with uid 65532/,
    ],
    [
      'an account of root’s number',
      `${minimal}accounts:\n  admin: { uid: 0 }\n`,
      /^static\.yaml:7: accounts\.admin: uid 0 is that of "root"; expected a number of its own$/,
    ],
    [
      'a second account of a number',
      `${minimal}accounts:\n  a: { uid: 7 }\n  b: { uid: 7 }\n`,
      /^static\.yaml:8: accounts\.b: uid 7 is that of "a"; expected a number of its own$/,
    ],
    ['a probe of nothing', `${minimal}tests: [{ probe: { http: 'http://127.0.0.1:1/' } }]\n`, /need run\.entrypoint/],
    [
      'a probe that leaves the sandbox',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ probe: { http: 'http://192.0.2.1:1/' } }]\n`,
      /^static\.yaml:7: tests\.0\.probe\.http: expected an address inside of the image, such as http:\S+, found "http:/,
    ],
    [
      'a pattern that is none',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ boot: { expect: { output: '(' } } }]\n`,
      /not a regular expression/,
    ],
    ['a key written twice', `${minimal}image: other\n`, /^static\.yaml:6: .*unique, found image: other$/],
    ['a bracket that is not closed', 'image: [', /^static\.yaml:1: something that was opened is not closed/],
    ['a list that is not closed in its lines', 'image: [a\nsummary: b\n', /^static\.yaml:2: .*not closed/],
    ['a tab', `${minimal}\tworkdir: /x\n`, /^static\.yaml:6: a tab .*; expected spaces, found workdir: \/x$/],
    [
      'a template without quotes',
      minimal.replace('latest', '{{ version "x" 2 }}'),
      /^static\.yaml:5: .*in quotes, found channels: /,
    ],
    ['a second document', `${minimal}---\nimage: b\n`, /one definition in each file/],
    ['a bomb of aliases', `a: &a [1]\nb: &b [${'*a,'.repeat(60)}]\n`, /^static\.yaml:2: an alias/],
    ['an alias of nothing', `${minimal}owner: *nobody\n`, /^static\.yaml:6: an alias/],
    ['an empty file', '', /^static\.yaml:1: expected a definition: .*, found nothing$/],
    [
      'a text that YAML reads as a number',
      `${minimal}env: { A: 1.20 }\n`,
      /env\.A: expected text, found 1\.2\. Put it in/,
    ],
    [
      'a name that is none',
      minimal.replace('static', 'Static'),
      /^static\.yaml:1: image: expected a repository name: .*lower-case/,
    ],
    [
      'a malformed key',
      `${minimal}env: { 1A: x }\n`,
      /^static\.yaml:6: env: expected the name of a variable: [^{]*, found "1A"$/,
    ],
    [
      'a package twice',
      minimal.replace('[base-files]', '[zlib, base-files, zlib]'),
      /the entries 1 and 3 are the same/,
    ],
    [
      'a distribution of another type',
      minimal.replace('debian/trixie', '5'),
      /^static\.yaml:3: distribution: expected a release[^\n]*, or \{[^\n]*\}, found 5$/,
    ],
    [
      'a distribution of another form',
      minimal.replace('debian/trixie', 'trixie'),
      /^static\.yaml:3: distribution: expected a release such as debian\/trixie, found "trixie"$/,
    ],
    [
      'a port that is none',
      `${minimal}run: { entrypoint: [/x], ports: [70000] }\n`,
      /run\.ports\.0: expected a port from 1 to 65535, found 70000$/,
    ],
    [
      'a test of no kind',
      `${minimal}tests: [{}]\n`,
      /^static\.yaml:6: tests\.0: expected exactly one of the keys structure, boot, probe, found \{\}$/,
    ],
    [
      'a probe that asks nothing',
      `${minimal}tests: [{ probe: {} }]\n`,
      /^static\.yaml:6: tests\.0\.probe: expected exactly one of the keys http, exec, found \{\}$/,
    ],
    [
      'a probe that asks with an unknown key',
      `${minimal}tests: [{ probe: { htpp: x } }]\n`,
      /^[^\n]*unknown key "htpp"\. Did you mean "http"\?[^\n]*$/,
    ],
  ])('names file, line and remedy for %s', (_what, text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it('is told in words, whichever it is: no message quotes a pattern or the grammar', () => {
    const patterns: string[] = [];
    const look = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      const { pattern, description } = part as { readonly pattern?: string; readonly description?: string };
      if (pattern !== undefined && description === undefined) patterns.push(pattern);
      for (const inner of Object.values(part)) look(inner);
    };
    look(definitionSchema);
    expect(patterns).toStrictEqual([]);
  });

  it('is reported with all others at once, whatever kind they are', () => {
    const written = `${minimal}chanels: [x]
files:
  /etc/x: { from: nowhere }
  /etc/y: { from: nginx/nginx.conf, mode: 9 }
run: { entrypoint: [x], user: bob }
policy: { waive: [{ test: probe, reason: later }] }
`;
    expect(problems(written).map((line) => line.split(/[.:] (?:Did|expected|no |unk)|: the/)[0])).toStrictEqual([
      'static.yaml:6',
      'static.yaml:9: files./etc/y.mode',
      'static.yaml:10: run.entrypoint.0',
      'static.yaml:10: run.user',
      'static.yaml:8: files./etc/x',
      'static.yaml:11: policy.waive',
    ]);
  });

  it('does not make another mistake of what is right', () => {
    const written = `${minimal}accounts: { bob: { uid: x } }\nrun: { entrypoint: [/x], user: bob }\ntests: [{ bot: {} }]
policy: { waive: [{ test: bot, reason: later }] }\n`;
    expect(problems(written)).toHaveLength(2);
    expect(problems(written.replace('[base-files]', '[]').replace('latest', `'{{ version "a1" 1 }}'`))).toHaveLength(3);
  });
});

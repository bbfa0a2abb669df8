import { describe, expect, it } from '@jest/globals';
import { definedLines, lineName } from '@quench/contracts';
import { problems, read } from './written.fixture.js';

const image = `image: nodejs
summary: Node.js
distribution: debian/trixie
`;
const streams = `${image}packages: [nodejs, netbase]
env: { LANG: C, A: '1' }
run: { entrypoint: [/usr/bin/node] }
owner: runtime
streams:
  "22":
    channels: ['22']
    endOfLife: 2027-04-30
    replacement: "24"
  24:
    packages: [node24]
    channels: ['24', latest]
    env: { A: '2' }
    files: { /etc/n.conf: { from: nginx/nginx.conf } }
    owner: web
    tests: [{ boot: { name: starts } }]
variants:
  dev: { packages: [bash, netbase], env: { B: '3' }, run: { entrypoint: [/bin/bash] }, tests: [{ boot: {} }] }
`;
const single = `${image}packages: [python3]
channels: ['{{ version "python3" 1 }}', latest]
variants:
  dev: { packages: [bash] }
`;

describe('a definition with lines', () => {
  const definition = read(streams);
  const lines = definedLines(definition);

  it('has prod and the variants of each version stream', () =>
    expect(lines.map(lineName)).toEqual(['nodejs/22', 'nodejs/22/dev', 'nodejs/24', 'nodejs/24/dev']));

  it('has in each stream what it says, in place of what the image says', () => {
    expect(lines.map(({ packages }) => packages)).toEqual([
      ['nodejs', 'netbase'],
      ['nodejs', 'netbase', 'bash'],
      ['node24'],
      ['node24', 'bash', 'netbase'],
    ]);
    expect(lines.map(({ env }) => env)).toEqual([
      { LANG: 'C', A: '1' },
      { LANG: 'C', A: '1', B: '3' },
      { LANG: 'C', A: '2' },
      { LANG: 'C', A: '2', B: '3' },
    ]);
    expect(lines.map(({ owner }) => owner)).toEqual(['runtime', 'runtime', 'web', 'web']);
    expect(lines.map(({ tests }) => tests.map(({ name }) => name).join())).toEqual([
      ...['structure', 'structure,boot', 'structure,starts', 'structure,boot'],
    ]);
    expect(lines.map(({ files }) => Object.keys(files))).toEqual([[], [], ['/etc/n.conf'], ['/etc/n.conf']]);
    expect(lines.map(({ run }) => run.entrypoint[0])).toEqual([
      ...['/usr/bin/node', '/bin/bash', '/usr/bin/node', '/bin/bash'],
    ]);
  });

  it('has an end for every variant of a stream that has one', () =>
    expect(lines.map(({ endOfLife, replacement }) => [endOfLife, replacement])).toEqual([
      ['2027-04-30', '24'],
      ['2027-04-30', '24'],
      [undefined, undefined],
      [undefined, undefined],
    ]));

  it('gives dev the channels of its stream, with its own ending', () => {
    expect(lines.map(({ channels }) => channels)).toEqual([
      ['22'],
      ['22-dev'],
      ['24', 'latest'],
      ['24-dev', 'latest-dev'],
    ]);
    expect(definedLines(read(single)).map(({ channels }) => channels)).toEqual([
      ['{{ version "python3" 1 }}', 'latest'],
      ['{{ version "python3" 1 }}-dev', 'latest-dev'],
    ]);
  });

  it('may have a stream of another release of the distribution, whose versions are other channels', () => {
    const channels = `channels: ['{{ version "a2" 1 }}']`;
    const older = `b: { ${channels}, distribution: debian/bookworm }`;
    const found = read(
      `${image}packages: [a2]\nstreams:\n  a: { ${channels} }\n  ${older}\nvariants: { dev: { packages: [b2] } }\n`,
    );
    expect(found.format).toBe(3);
    expect(definedLines(found).map((one) => [lineName(one), one.distribution.release])).toEqual([
      ['nodejs/a', 'debian/trixie'],
      ['nodejs/a/dev', 'debian/trixie'],
      ['nodejs/b', 'debian/bookworm'],
      ['nodejs/b/dev', 'debian/bookworm'],
    ]);
  });

  it('without version streams and variants is the definition that it was before there were any', () => {
    const plain = single.replace(/variants:[^]*/, '');
    expect(read(plain)).not.toHaveProperty('lines');
    expect(Object.keys(read(plain)).sort()).toEqual([
      ...['accounts', 'channels', 'distribution', 'env', 'files', 'image', 'labels', 'packages', 'platforms'],
      ...['policy', 'run', 'summary', 'tests', 'volumes', 'workdir'],
    ]);
  });
});

describe('a mistake in lines', () => {
  it.each([
    [
      'channels of the image beside streams',
      streams.replace('owner: runtime', 'channels: [latest]'),
      'static.yaml:7: channels: each version stream has its own; expected them in streams',
    ],
    [
      'a stream without channels',
      streams.replace("    channels: ['22']\n", ''),
      'static.yaml:9: streams.22: missing key "channels"',
    ],
    [
      'a stream without packages',
      streams.replace('packages: [nodejs, netbase]', 'volumes: []'),
      'static.yaml:9: streams.22: missing key "packages", here or for the image',
    ],
    [
      'no stream',
      `${image}packages: [a2]\nstreams: {}\n`,
      'static.yaml:5: streams: expected at least one version stream',
    ],
    [
      'a channel of two streams',
      streams.replace("['22']", '[latest]'),
      'static.yaml:15: streams.24.channels: "latest" is a channel of nodejs/22, too; expected each in one line',
    ],
    [
      'a channel of a stream that is that of a variant',
      streams.replace("['24', latest]", "['24', 22-dev]"),
      'static.yaml:15: streams.24.channels: "22-dev" is a channel of nodejs/22/dev, too; expected each in one line',
    ],
    [
      'a channel of dev that is one of prod',
      single.replace('[bash] }', '[bash], channels: [latest] }'),
      'static.yaml:7: variants.dev.channels: "latest" is a channel of nodejs, too; expected each in one line',
    ],
    [
      'a template of two streams',
      `${image}packages: [a2]\nstreams:\n  a: { channels: ['{{ version "a2" 1 }}'] }\n  b: { channels: ['{{version "a2" 1}}'] }\n`,
      'static.yaml:7: streams.b.channels: "{{version "a2" 1}}" is a channel of nodejs/a, too; expected each in one line',
    ],
    [
      'a tag of two streams of two distributions',
      `${image}packages: [a2]\nstreams:\n  a: { channels: [x] }\n  b: { channels: [x], distribution: debian/bookworm }\n`,
      'static.yaml:7: streams.b.channels: "x" is a channel of nodejs/a, too; expected each in one line',
    ],
    [
      'channels of dev for several streams',
      streams.replace('packages: [bash, netbase]', 'packages: [bash], channels: [dev]'),
      'static.yaml:21: variants.dev.channels: two version streams would share them; expected none, for theirs with -dev',
    ],
    [
      'a variant that adds nothing',
      single.replace('[bash]', '[python3]'),
      'static.yaml:7: variants.dev: it adds nothing to nodejs; expected packages for build stages',
    ],
    [
      'a variant that nobody knows',
      single.replace('  dev:', '  debug:'),
      'static.yaml:7: variants: unknown key "debug". Did you mean "dev"? Known: dev.',
    ],
    [
      'an end on no day',
      streams.replace('2027-04-30', '2027-02-30'),
      'static.yaml:11: streams.22.endOfLife: there is no day 2027-02-30',
    ],
    [
      'an end that is no date',
      streams.replace('2027-04-30', 'soon'),
      'static.yaml:11: streams.22.endOfLife: expected a day such as 2027-04-30, found "soon"',
    ],
    [
      'a replacement that is not there',
      streams.replace('replacement: "24"', 'replacement: "42"'),
      /^static\.yaml:12: streams\.22\.replacement: no version stream "42"\..* Known: 24$/,
    ],
    [
      'a stream that replaces itself',
      streams.replace('replacement: "24"', 'replacement: "22"'),
      /cannot replace itself$/,
    ],
    [
      'a replacement without an end',
      streams.replace('    endOfLife: 2027-04-30\n', ''),
      /has an end; expected endOfLife$/,
    ],
    [
      'a name that variants have',
      streams.replace('  24:', '  24-dev:').replace('"24"', '24-dev'),
      /^static\.yaml:13: streams: expected the name of a version stream.* found "24-dev"$/m,
    ],
    [
      'a file of a stream that is not in the folder',
      streams.replace('nginx/nginx.conf', 'nginx/ngnx.conf'),
      /^static\.yaml:17: streams\.24\.files\.\/etc\/n\.conf: the catalog folder has no file/,
    ],
    [
      'a channel of a package that the stream has not',
      streams.replace("['24', latest]", `['{{ version "nodejs" 1 }}']`),
      /^static\.yaml:15: streams\.24\.channels: no package "nodejs"/,
    ],
    [
      'a test of a stream that needs a run',
      streams.replace('run: { entrypoint: [/usr/bin/node] }\n', ''),
      /^static\.yaml:18: streams\.24\.tests: boot and probe need run\.entrypoint$/,
    ],
    [
      'an unknown key of a test of a stream',
      streams.replace('name: starts', 'nmae: starts'),
      /^static\.yaml:19: streams\.24\.tests\.0\.boot: unknown key "nmae"/,
    ],
    [
      'a waiver of a test of no line',
      `${streams}policy: { waive: [{ test: probe, reason: x }] }\n`,
      /no test "probe"\. Known: structure, boot, starts$/,
    ],
    ['neither channels nor streams', `${image}packages: [a2]\n`, 'static.yaml:1: missing key "channels"'],
  ])('%s', (_, text, expected) => {
    const found = problems(text);
    if (typeof expected === 'string') expect(found).toEqual([expected]);
    else expect(found.join('\n')).toMatch(expected);
  });

  it('in what the image says is told once', () =>
    expect(problems(streams.replace('run: {', 'run: { user: nobody,'))).toHaveLength(1));
});

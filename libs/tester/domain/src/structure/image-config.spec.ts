import { describe, expect, it } from '@jest/globals';
import type { TestPlan } from '@quench/contracts';
import { canonicalJson, sha256, type Json } from '@quench/kernel';
import { configFindings } from './image-config.js';
import { findingLine } from './structure.js';

const run = {
  ...{ entrypoint: ['/usr/sbin/server'], cmd: ['-g'], user: 'nonroot', uid: 65532, gid: 65533 },
  ...{ ports: [80], stopSignal: 'SIGQUIT' },
};
const plan: TestPlan = {
  ...{ format: 1, image: 'server', run, env: { B: '2', A: '1' }, workdir: '/srv' },
  ...{ volumes: [], tests: [], runner: [] },
};
const settings = {
  ...{ User: '65532:65533', Env: ['A=1', 'B=2'], WorkingDir: '/srv', StopSignal: 'SIGQUIT' },
  ...{ ExposedPorts: { '80/tcp': {} }, Labels: { a: 'b' } },
};
const config = { ...settings, Entrypoint: ['/usr/sbin/server'], Cmd: ['-g'] };
const around = { architecture: 'amd64', os: 'linux', created: 'now', rootfs: {}, history: [] };
const lines = (document: Json, of = plan) =>
  configFindings(document, sha256(canonicalJson(document)), of).map(findingLine);
const withRuntime = (over: Record<string, Json>) => lines({ ...around, config: { ...config, ...over } });

describe('the config of an image', () => {
  it('is as the plan says', () => expect(withRuntime({})).toEqual([]));

  it.each([
    ['User', '0:0', '"65532:65533"'],
    ['User', '', '"65532:65533"'],
    ['Entrypoint', ['/usr/bin/miner'], '["/usr/sbin/server"]'],
    ['Cmd', ['-g', '-x'], '["-g"]'],
    ['Env', ['A=1', 'B=2', 'LD_PRELOAD=/tmp/x.so'], '["A=1","B=2"]'],
    ['WorkingDir', '/', '"/srv"'],
    ['StopSignal', 'SIGKILL', '"SIGQUIT"'],
  ])('has no other %s: %j', (name, value, expected) =>
    expect(withRuntime({ [name]: value })).toEqual([
      `config: ${name}: expected ${expected}, as the plan says, not ${JSON.stringify(value)}`,
    ]),
  );

  it('leaves nothing out', () => {
    const names = lines({ ...around, config: {} }).map((line) => line.split(': ')[1]);
    expect(names).toEqual(['User', 'Entrypoint', 'Cmd', 'Env', 'WorkingDir', 'StopSignal']);
    expect(lines([])).toHaveLength(6);
  });

  it('starts nothing where the plan starts nothing', () => {
    const base = { ...plan, run: { ...run, entrypoint: [], cmd: [] } };
    expect(lines({ ...around, config: settings }, base)).toEqual([]);
    expect(lines({ ...around, config }, base)).toHaveLength(2);
  });

  it('has no member that some readers would take for another', () => {
    expect(withRuntime({ user: '0:0' })).toEqual(['config: user: expected no such member']);
    expect(lines({ ...around, config, Config: {} })).toEqual(['config: Config: expected no such member']);
  });

  it('is written in the one way that every reader reads the same', () =>
    expect(configFindings({ ...around, config }, sha256('{"config":1,"config":2}'), plan)).toMatchObject([
      { rule: 'config', expected: 'canonical JSON' },
    ]));
});

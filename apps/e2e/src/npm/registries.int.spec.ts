import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPluginHost } from '@quench/platform/plugin-host';
import { npm } from '@quench/plugin-npm';
import { InMemoryContentStore } from '@quench/testing';

const run = promisify(execFile);
const SCOPE = '@quench-spec';

let folder: string;
const before = { ...process.env };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-npmrc-'));
});
afterEach(async () => {
  process.env = { ...before };
  await rm(folder, { recursive: true });
});

/** What npm says of a setting here, and which base the plugin has for the same scope. */
async function both(scope: string): Promise<readonly [npm: string, own: string | undefined]> {
  const key = scope === '' ? 'registry' : `${scope}:registry`;
  const { stdout } = await run('npm', ['config', 'get', key], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const plugin = npm();
  const host = await createPluginHost({ plugin, content: new InMemoryContentStore(), cacheDirectory: folder });
  await host.close();
  const own = host.registries.find(({ details: { scopes } }) => Array.isArray(scopes) && scopes.includes(scope));
  return [stdout.trim().replace(/\/?$/, '/').replace('undefined/', ''), own?.base];
}

/** Settings of the user and of the machine, in files that npm is told of. */
async function configure(user: string, global: string): Promise<void> {
  await Promise.all([writeFile(join(folder, 'user'), user), writeFile(join(folder, 'global'), global)]);
  process.env['NPM_CONFIG_USERCONFIG'] = join(folder, 'user');
  process.env['npm_config_globalconfig'] = join(folder, 'global');
}

describe("npm's registry", () => {
  it('is the one that npm itself says, as this machine is', async () => {
    const [said, own] = await both('');
    expect(own).toBe(said);
    expect(own).toMatch(/^https?:\/\//);
  });

  it('is the default where nothing is configured', async () => {
    await configure('', '');
    const [said, own] = await both('');
    expect(own).toBe(said);
    expect((await both(SCOPE))[1]).toBeUndefined();
  });

  it.each<[string, string, string, Readonly<Record<string, string>>]>([
    ['of the user', 'registry=https://user.example/npm', 'registry=https://global.example', {}],
    ['of the machine', 'x=y', 'registry = "https://global.example"', {}],
    ['of a variable', 'registry=https://user.example', '', { NPM_CONFIG_REGISTRY: 'https://env.example' }],
    ['with a variable in it', 'registry=https://${PART}.example/${NONE?}x', '', { PART: 'var' }],
    ['with a comment behind it', 'registry=https://user.example ; mine', '', {}],
    ['that is said twice', 'registry=https://a.example\nregistry=https://b.example', '', {}],
    ['in a section', '[a]\nregistry=https://a.example', 'registry=https://global.example', {}],
  ])('is the one %s', async (_what, user, global, env) => {
    await configure(user, global);
    Object.assign(process.env, env);
    const [said, own] = await both('');
    expect(own).toBe(said);
    expect(said).toContain('.example/');
  });

  it('is the one of a scope, in the same order', async () => {
    const line = `${SCOPE}:registry=https://`;
    await configure(`${line}user.example`, `${line}global.example`);
    expect(await both(SCOPE)).toEqual(['https://user.example/', 'https://user.example/']);
    process.env[`npm_config_${SCOPE}:registry`] = 'https://env.example';
    expect(await both(SCOPE)).toEqual(['https://env.example/', 'https://env.example/']);
  });
});

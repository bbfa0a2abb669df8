import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import { boundedTags } from '../rules.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'quench-lint-'));
const BOUNDARY = '@nx/enforce-module-boundaries';

let eslint: ESLint;

beforeAll(() => {
  // Without a cached project graph the boundary rule passes everything.
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  execFileSync(process.execPath, [nx, 'graph', '--file', join(work, 'graph.json')], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  eslint = new ESLint({ cwd: root });
}, 120_000);

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

async function rulesBroken(file: string, code: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId);
}

const boundaryCanaries: readonly (readonly [string, string, string])[] = [
  ['the kernel imports nothing', 'libs/kernel/src/canary.ts', '@quench/contracts'],
  ['the kernel takes no package', 'libs/kernel/src/canary.ts', 'yaml'],
  ['the plugin interface imports nothing', 'libs/plugin-sdk/src/canary.ts', '@quench/kernel'],
  ['contracts see no ports', 'libs/contracts/src/canary.ts', '@quench/ports'],
  ['contracts take few packages', 'libs/contracts/src/canary.ts', 'typeorm'],
  ['ports take no package', 'libs/ports/src/canary.ts', '@nestjs/common'],
  ['ports see no adapter', 'libs/ports/src/canary.ts', '@quench/platform/database'],
  ['rules see no ports', 'libs/builder/domain/src/canary.ts', '@quench/ports'],
  ['rules take no framework', 'libs/builder/domain/src/canary.ts', '@nestjs/common'],
  ['rules see no adapter', 'libs/tester/domain/src/canary.ts', '@quench/platform/sandbox'],
  ['a feature gets adapters by injection', 'libs/builder/feature/src/canary.ts', '@quench/platform/database'],
  ['a feature never names a plugin', 'libs/builder/feature/src/canary.ts', '@quench/plugin-deb'],
  ['a feature does not speak to the database', 'libs/builder/feature/src/canary.ts', 'typeorm'],
  ['read models speak TypeORM only', 'libs/builder/data/src/canary.ts', '@nestjs/common'],
  ['a plugin sees the interface only', 'plugins/deb/src/canary.ts', '@quench/kernel'],
  ['a plugin that ships sees no conformance kit', 'plugins/deb/src/canary.ts', '@quench/plugin-conformance'],
  ['samples that ship see no test code', 'plugins/deb/src/canary.samples.ts', '@quench/testing'],
  ['the conformance kit sees the interface only', 'libs/plugin-conformance/src/canary.ts', '@quench/kernel'],
  ['the conformance kit takes few packages', 'libs/plugin-conformance/src/canary.ts', 'openpgp'],
  ['a service is not given the conformance kit', 'libs/builder/feature/src/canary.ts', '@quench/plugin-conformance'],
  ['a plugin takes few packages', 'plugins/deb/src/canary.ts', 'openpgp'],
  ['an adapter sees no feature', 'libs/platform/src/canary.ts', '@quench/builder-feature'],
  ['code that ships sees no test code', 'libs/builder/feature/src/canary.ts', '@quench/testing'],
  ['read models see no feature', 'libs/builder/data/src/canary.ts', '@quench/builder-feature'],
  ['a plugin sees no service', 'plugins/deb/src/canary.ts', '@quench/builder-domain'],
  ['test code sees no adapter', 'libs/testing/src/canary.ts', '@quench/platform/database'],
  ['test code sees no service', 'libs/testing/src/canary.ts', '@quench/builder-domain'],
  ['an application that ships sees no test code', 'apps/quench/src/canary.ts', '@quench/testing'],
  ['an application sees no other', 'apps/quench/src/canary.ts', '@quench/e2e'],
  ['what is shared sees no service', 'libs/platform/src/canary.ts', '@quench/watcher-domain'],
  ['the builder sees no watcher', 'libs/builder/feature/src/canary.ts', '@quench/watcher-domain'],
  ['the watcher sees no builder', 'libs/watcher/domain/src/canary.ts', '@quench/builder-domain'],
  ['the tester sees no distributor', 'libs/tester/feature/src/canary.ts', '@quench/distributor-domain'],
  ['the distributor sees no tester', 'libs/distributor/domain/src/canary.ts', '@quench/tester-domain'],
  ['the historian sees no builder', 'libs/historian/feature/src/canary.ts', '@quench/builder-data'],
];

/** The tags of the project that a file is in. */
function tagsOf(file: string): readonly string[] {
  const [project] = file.split('/src/');
  const { nx } = JSON.parse(readFileSync(join(root, project ?? '', 'package.json'), 'utf8')) as {
    readonly nx: { readonly tags: readonly string[] };
  };
  return nx.tags;
}

describe('a boundary', () => {
  it.each(boundaryCanaries)('is kept: %s', async (_what, file, imported) => {
    expect(await rulesBroken(file, `import * as x from '${imported}';\nexport const y = x;\n`)).toContain(BOUNDARY);
  });

  it('has a known violation for every layer and owner', () => {
    const tried = new Set(boundaryCanaries.flatMap(([, file]) => tagsOf(file)));
    expect(boundedTags.filter((tag) => !tried.has(tag))).toEqual([]);
  });

  it('lets one module know kafkajs', async () => {
    const code = `import { Kafka } from 'kafkajs';\nexport const y = Kafka;\n`;
    for (const file of ['canary.ts', 'kafka-feed/kafka-feed.ts', 'kafka-feed/canary.spec.ts']) {
      expect([file, ...(await rulesBroken(`libs/platform/src/${file}`, code))]).toContain('no-restricted-imports');
    }
    expect(await rulesBroken('libs/platform/src/kafka-feed/kafka-client.ts', code)).toEqual([]);
  });

  it('lets specs see test code', async () => {
    const code = `import { given } from '@quench/testing';\nexport const y = given;\n`;
    expect(await rulesBroken('libs/builder/domain/src/canary.spec.ts', code)).not.toContain(BOUNDARY);
  });

  it('lets samples and specs of a plugin see the conformance kit', async () => {
    const code = `import { run } from '@quench/plugin-conformance';\nexport const y = run;\n`;
    for (const file of ['canary.spec.ts', 'canary.samples.ts'])
      expect([file, ...(await rulesBroken(`plugins/deb/src/${file}`, code))]).toEqual([file]);
  });
});

describe('purity', () => {
  it.each([
    ['no file', `import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n`, 'no-restricted-imports'],
    [
      'no file under its old name',
      `import { readFileSync } from 'fs/promises';\nexport const y = readFileSync;\n`,
      'no-restricted-imports',
    ],
    ['no way around', 'export const y = globalThis;\n', 'no-restricted-globals'],
    ['no environment', 'export const y = process.env;\n', 'no-restricted-globals'],
    ['no network', `export const y = fetch;\n`, 'no-restricted-globals'],
    ['no clock', 'export const y = Date.now();\n', 'no-restricted-properties'],
    ['no date of today', 'export const y = new Date();\n', 'no-restricted-syntax'],
    ['no randomness', 'export const y = Math.random();\n', 'no-restricted-properties'],
    ['no timer', 'export const y = setTimeout;\n', 'no-restricted-globals'],
  ])('is kept in rules: %s', async (_what, code, rule) => {
    for (const folder of [
      'libs/kernel',
      'libs/contracts',
      'libs/plugin-sdk',
      'libs/plugin-conformance',
      'libs/tester/domain',
      'plugins/deb',
    ]) {
      expect([folder, await rulesBroken(`${folder}/src/canary.ts`, code)]).toEqual([
        folder,
        expect.arrayContaining([rule]),
      ]);
    }
  });
});

describe('wiring', () => {
  it.each(['node:worker_threads', 'node:vm', 'node:child_process', 'vm', 'node:fs/promises', 'node:net'])(
    'does no I/O: %s',
    async (builtIn) => {
      const code = `import * as x from '${builtIn}';\nexport const y = x;\n`;
      for (const folder of ['libs/tester/feature', 'libs/tester/data']) {
        expect([folder, ...(await rulesBroken(`${folder}/src/canary.ts`, code))]).toContain('no-restricted-imports');
      }
      expect(await rulesBroken('libs/tester/feature/src/canary.spec.ts', code)).toEqual([]);
    },
  );

  it('knows no broker', async () => {
    const code = `import { Kafka } from 'kafkajs';\nexport const y = Kafka;\n`;
    expect(await rulesBroken('libs/tester/feature/src/canary.ts', code)).toContain(BOUNDARY);
  });
});

describe('size', () => {
  it('is bounded for files', async () =>
    expect(await rulesBroken('libs/ports/src/canary.ts', 'export const a = 1;\n'.repeat(301))).toContain('max-lines'));

  it('is bounded for functions', async () => {
    const code = `export function f(): void {\n${'  f();\n'.repeat(60)}}\n`;
    expect(await rulesBroken('libs/ports/src/canary.ts', code)).toContain('max-lines-per-function');
  });

  it('is bounded for decisions in a function', async () => {
    const code = `export const f = (x: number): number => {\n${Array.from({ length: 14 }, (_, n) => `  if (x === ${String(n)}) return ${String(n)};\n`).join('')}  return x;\n};\n`;
    expect(await rulesBroken('libs/ports/src/canary.ts', code)).toContain('complexity');
  });
});

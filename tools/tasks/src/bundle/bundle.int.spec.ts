import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { root } from '../run-program.js';
import { bundle } from './bundle.js';

const HANG_MS = 300_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench bundle '));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...argv: readonly string[]) => {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env, timeout: HANG_MS });
  return { status, stdout, stderr };
};

describe('a bundle', () => {
  it('says what the program says, each module knows its own place, and what is not needed is not loaded', async () => {
    await mkdir(join(folder, 'lib'));
    await writeFile(join(folder, 'lib', 'place.js'), 'export const place = import.meta.url;');
    await writeFile(join(folder, 'late.js'), 'console.log("late"); export const late = import.meta.url;');
    const program = `import { basename } from 'node:path'; import { place } from './lib/place.js';
      console.log(basename(place), place);
      if (process.argv[2] === 'late') console.log((await import('./late.js')).late);`;
    await writeFile(join(folder, 'main.js'), program);
    await bundle(join(folder, 'main.js'), join(folder, 'out'));
    const address = (path: string): string => pathToFileURL(join(folder, path)).href;
    const said = `place.js ${address('lib/place.js')}\n`;
    expect(run(join(folder, 'out', 'main.js'))).toEqual({ status: 0, stdout: said, stderr: '' });
    const more = `${said}late\n${address('late.js')}\n`;
    expect(run(join(folder, 'out', 'main.js'), 'late')).toEqual({ status: 0, stdout: more, stderr: '' });
  });

  it('leaves for a month what a process of an earlier one may still load', async () => {
    const out = join(folder, 'out');
    await writeFile(join(out, 'EARLIER.js'), '');
    await writeFile(join(out, 'ANCIENT.js'), '');
    const ancient = new Date(Date.now() - 31 * 24 * 3_600_000);
    await utimes(join(out, 'ANCIENT.js'), ancient, ancient);
    await bundle(join(folder, 'main.js'), out);
    const names = await readdir(out);
    expect(names).toEqual(expect.arrayContaining(['main.js', 'EARLIER.js']));
    expect(names).not.toContain('ANCIENT.js');
  });
});

describe('the bundle of the product', () => {
  let out: string;
  beforeAll(async () => {
    // From it packages are found.
    out = await mkdtemp(join(root, '.toolchain', 'bundle-'));
    await bundle(join(root, 'apps/quench/dist/main.js'), out);
  }, HANG_MS);
  afterAll(() => rm(out, { recursive: true }));

  it('has the packages that are loaded often, and leaves the others where they are installed', async () => {
    const files = (await readdir(out)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(files.map((name) => readFile(join(out, name), 'utf8')));
    const left = new Set(texts.flatMap((text) => [...text.matchAll(/from "([^".][^"]*)"/g)].map(([, name]) => name)));
    expect([...left]).toEqual(expect.arrayContaining(['commander', 'kafkajs', 'pg']));
    expect([...left]).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?:@nestjs|rxjs|typeorm)/)]));
  });

  it(
    'opens a factory, its database and its five services, and answers',
    async () => {
      const [data, catalog] = [join(folder, 'a factory'), join(folder, 'catalog')];
      await mkdir(catalog);
      const program = join(out, 'main.js');
      try {
        const up = run(program, 'up', '--once', '--data', data, '--catalog', catalog, '--json');
        expect([up.status, up.stderr]).toEqual([2, expect.stringContaining('"code":"catalog-empty"')]);
        const status = run(program, 'status', '--data', data, '--json');
        expect([status.status, JSON.parse(status.stdout)]).toMatchObject([
          0,
          { catalog: { edition: 0 }, archives: [] },
        ]);
      } finally {
        await stopPostgres({ data });
      }
    },
    HANG_MS,
  );
});

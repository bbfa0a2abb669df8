import { spawnSync } from 'node:child_process';
import { access, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ended, WrappedCheckout } from './wrapper.fixture.js';

let checkout: WrappedCheckout;

const INSTALL = ['installing', 'installed'];
const BUILD = ['built', 'bundled'];
const exists = (path: string): Promise<boolean> =>
  access(join(checkout.folder, path)).then(
    () => true,
    () => false,
  );

beforeEach(async () => {
  checkout = await WrappedCheckout.create();
});

afterEach(() => checkout.close());

describe('a checkout that was never started', () => {
  it('is installed and built, then the program is started', async () => {
    const { code, said } = await checkout.run('status', '--data', 'a b');
    expect([code, said]).toEqual([0, expect.stringContaining('.toolchain/bundle/main.js status --data a b')]);
    expect(await checkout.did()).toEqual([...INSTALL, ...BUILD]);
  });

  it('is prepared once by two that start at the same time', async () => {
    const both = await Promise.all([checkout.run('status'), checkout.run('status')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await checkout.did()).toEqual([...INSTALL, ...BUILD]);
  });

  it('fetches Node when that on PATH has another zlib', async () => {
    await checkout.close();
    checkout = await WrappedCheckout.create('1.3.1');
    expect((await checkout.run('status')).code).toBe(0);
    expect(await checkout.did()).toEqual(['fetched', ...INSTALL, ...BUILD]);
  });

  it('can be interrupted while packages are installed, and goes on', async () => {
    await checkout.write('slow', 'yes');
    const first = checkout.start('status');
    const end = ended(first);
    while ((await checkout.did()).length === 0) await sleep(20);
    // As a terminal does: to everything that the command started.
    process.kill(-(first.pid ?? 0), 'SIGINT');
    expect(await end).toMatchObject({ code: 130 });
    await checkout.remove('slow');
    expect((await checkout.run('status')).code).toBe(0);
    expect(await checkout.did()).toEqual([...INSTALL, ...BUILD]);
  });
});

describe('a checkout that is ready', () => {
  beforeEach(async () => {
    await checkout.run('status');
    await checkout.did();
  });

  const doneBy = async (): Promise<readonly string[]> => {
    const { code } = await checkout.run('status');
    return [...(code === 0 ? [] : [`ended with ${String(code)}`]), ...(await checkout.did())];
  };

  it('is not prepared again, although building made folders', async () => expect(await doneBy()).toEqual([]));

  it('is built again when a source changed, even to an older time', async () => {
    await checkout.touch('libs/a/src/a.ts', new Date('2020-01-01'));
    expect(await doneBy()).toEqual(BUILD);
    expect(await doneBy()).toEqual([]);
  });

  it('is built again when a source is new or gone, and what was made of it goes, too', async () => {
    await checkout.write('libs/a/src/b.ts', '');
    expect(await doneBy()).toEqual(BUILD);
    expect(await exists('libs/a/dist/b.js')).toBe(true);
    await checkout.remove('libs/a/src/b.ts');
    expect(await doneBy()).toEqual(BUILD);
    expect(await exists('libs/a/dist/b.js')).toBe(false);
    expect(await exists('libs/a/dist/a.js')).toBe(true);
  });

  it('is not built again for a spec', async () => {
    await checkout.write('libs/a/src/a.spec.ts', '');
    expect(await doneBy()).toEqual([]);
  });

  it.each(['apps/quench/dist', '.toolchain/bundle'])('is built again when %s is gone', async (folder) => {
    await checkout.remove(folder);
    expect(await doneBy()).toEqual(BUILD);
  });

  it('is installed and built again when the lock changed', async () => {
    await checkout.write('package-lock.json', '{"changed": true}');
    expect(await doneBy()).toEqual([...INSTALL, ...BUILD]);
    expect(await doneBy()).toEqual([]);
  });

  it('starts through a link', async () => {
    await symlink(join(checkout.folder, 'quench'), join(checkout.folder, 'link'));
    const { status, stdout } = spawnSync(join(checkout.folder, 'link'), ['status'], { cwd: '/', encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('main.js status')]);
  });

  it.each([
    [['test'], 'tools/tasks/dist/main.js test'],
    [['check'], 'tools/tasks/dist/main.js check'],
    [['pack', 'there'], 'tools/tasks/dist/main.js pack there'],
    [['test', 'list', 'nginx'], '.toolchain/bundle/main.js test list nginx'],
    [[], '.toolchain/bundle/main.js'],
  ])('hands %j to who does it', async (args, entry) => {
    expect((await checkout.run(...args)).said).toContain(entry);
  });
});

import { chmod, copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unlessMissing } from '../node-errors/index.js';

const KEY = /\.(key|pub)$/;

/** Names of the keys in a folder and those below it. */
export async function keysIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true }).catch(unlessMissing)) ?? [];
  return names.filter((name) => KEY.test(name)).sort();
}

/** Copies keys, for their owner alone. Those that are there are replaced. */
export async function copyKeys(names: readonly string[], from: string, to: string): Promise<void> {
  for (const name of names) {
    const target = join(to, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rm(target, { force: true });
    await copyFile(join(from, name), target);
    await chmod(target, 0o600);
  }
}

/** Those of the names that are other keys in `there`. */
export async function otherKeys(names: readonly string[], from: string, there: string): Promise<readonly string[]> {
  const others: string[] = [];
  for (const name of names) {
    const found = await readFile(join(there, name)).catch(unlessMissing);
    if (found !== undefined && !found.equals(await readFile(join(from, name)))) others.push(name);
  }
  return others;
}

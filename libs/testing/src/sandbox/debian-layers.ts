import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MAX_BYTES = 200_000_000;

/**
 * The files of packages of this host's own distribution as one layer, through the host's apt. Needs a Debian with
 * package lists.
 */
export function debianLayer(packages: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'quench-debs-'));
  const run = (file: string, args: readonly string[]): Buffer =>
    execFileSync(file, args, { cwd: folder, maxBuffer: MAX_BYTES, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    mkdirSync(join(folder, 'root'));
    run('apt-get', ['download', '-qq', ...packages]);
    for (const deb of readdirSync(folder).filter((name) => name.endsWith('.deb'))) run('dpkg-deb', ['-x', deb, 'root']);
    return layerOf(join(folder, 'root'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder as a layer; everything in it belongs to root. */
export const layerOf = (folder: string): Uint8Array =>
  gzipSync(
    execFileSync('tar', ['-C', folder, '--owner=0', '--group=0', '--numeric-owner', '-c', '.'], {
      maxBuffer: MAX_BYTES,
    }),
    { level: 1 },
  );

/** What a sandbox runs on. */
export const RUNNER_PACKAGES = ['bubblewrap', 'libcap2', 'libselinux1', 'libpcre2-8-0', 'libc6'] as const;

import { describe, expect, it } from '@jest/globals';
import type { ArchiveEntry, Taken } from '@quench/plugin-sdk';
import { bytes, hostOf, type Given } from '../package-file/deb-host.fixture.js';
import { install } from './index.js';

/** What is taken of a package, without its record. */
const taken =
  (what: Taken) =>
  async (...data: readonly Given[]): Promise<readonly string[]> =>
    (await install.entries({ digest: 'sha256:0', size: 3 }, hostOf(data, {}), what)).entries
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('var/lib/dpkg/status.d/'));
const built = taken('to-build');
const run = taken('to-run');
const script = (line: string): Partial<ArchiveEntry> => ({ mode: 0o755, content: bytes(`#!${line}\n`) });

describe('a package in an image to build in', () => {
  it.each([
    'usr/bin/bash',
    'usr/bin/dpkg-query',
    'usr/bin/apt',
    'usr/include/stdio.h',
    'etc/apt/apt.conf',
    'etc/profile',
  ])('has %s, and one to run in has not', async (path) => {
    expect(await built({ path })).toEqual([path]);
    expect(await run({ path })).toEqual([]);
  });

  it('has scripts for a shell, and the links to them', async () => {
    const data: readonly Given[] = [
      { path: 'usr/bin/c99', ...script('/bin/sh') },
      { path: 'usr/bin/c89', type: 'symlink', target: 'c99' },
    ];
    expect(await built(...data)).toEqual(['usr/bin/c99', 'usr/bin/c89']);
    expect(await run(...data)).toEqual([]);
  });

  it.each([
    'usr/share/man/man1/x.1.gz',
    'usr/share/doc/pkg/changelog.gz',
    'lib/systemd/system/x.service',
    'etc/init.d/x',
  ])('lacks %s as well', async (path) => expect(await built({ path })).toEqual([]));

  it('has neither setuid nor setgid', async () => {
    const host = hostOf([{ path: 'usr/bin/su', mode: 0o6755 }], {});
    const { entries } = await install.entries({ digest: 'sha256:0', size: 3 }, host, 'to-build');
    expect(entries.find(({ path }) => path === 'usr/bin/su')?.mode).toBe(0o755);
  });
});

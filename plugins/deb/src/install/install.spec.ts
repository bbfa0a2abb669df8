import { describe, expect, it } from '@jest/globals';
import type { ArchiveEntry, ImageEntry } from '@quench/plugin-sdk';
import { bytes, entry, hostOf, text, CONTROL, type Given, type Parts } from '../package-file/deb-host.fixture.js';
import { install } from './index.js';

const open = (data: readonly Given[], parts: Parts = {}) =>
  install.entries({ digest: 'sha256:0', size: 3 }, hostOf(data, parts));

const kept = async (...data: readonly Given[]): Promise<readonly ImageEntry[]> =>
  (await open(data)).entries.filter(({ path }) => !path.startsWith('var/lib/dpkg/status.d/'));

const paths = async (...data: readonly Given[]): Promise<readonly string[]> =>
  (await kept(...data)).map(({ path }) => path);

const script = (line: string): Partial<ArchiveEntry> => ({ mode: 0o755, content: bytes(`#!${line}\n`) });

describe('a package in an image', () => {
  it('has its files in a merged /usr and below /run', async () => {
    const found = await kept(
      { path: 'lib', type: 'directory' },
      { path: 'lib64/ld.so', mode: 0o755 },
      { path: 'bin', type: 'symlink', target: 'usr/bin' },
      { path: 'bin/tool', mode: 0o755 },
      { path: 'bin/other', type: 'hardlink', target: 'bin/tool' },
      { path: 'var/run', type: 'directory' },
      { path: 'var/run/app', type: 'directory' },
      { path: 'var/lock/app', type: 'directory' },
    );
    expect(found.map(({ path }) => path)).toEqual([
      'usr/lib64/ld.so',
      'usr/bin/tool',
      'usr/bin/other',
      'run/app',
      'run/lock/app',
    ]);
    expect(found[2]).toMatchObject({ type: 'hardlink', target: 'usr/bin/tool' });
  });

  it('has owners by Debian’s own numbers, no setuid and no setgid, and one time', async () => {
    const found = await kept(
      { path: 'usr/bin/su', mode: 0o4755, mtime: 5 },
      { path: 'var/local', type: 'directory', mode: 0o2775, group: 'staff', gid: 9999, mtime: 2000 },
      { path: 'var/tmp', type: 'directory', mode: 0o1777 },
      { path: 'srv/x', user: 'somebody', uid: 4711, group: 'toString', gid: 4712 },
    );
    expect(found.map(({ mode, uid, gid }) => [mode, uid, gid])).toEqual([
      [0o755, 0, 0],
      [0o775, 0, 50],
      [0o1777, 0, 0],
      [0o644, 4711, 4712],
    ]);
    expect(new Set(found.map(({ mtime }) => mtime))).toEqual(new Set([2000]));
  });

  it.each([
    'usr/share/man/man1/x.1.gz',
    'usr/share/doc/pkg/changelog.gz',
    'usr/lib/systemd/system/x.service',
    'usr/lib/x86_64-linux-gnu/gconv/UTF-16.so',
    'lib/systemd/system/x.service',
    'etc/init.d/x',
    'etc/cron.daily/x',
    'etc/rc0.d/x',
    'bin/bash',
    'usr/bin/sh',
    'usr/bin/dpkg-query',
    'usr/bin/apt',
    'usr/bin/perl5.40-x86_64-linux-gnu',
    'usr/sbin/busybox',
    'var/log/x',
    'var/cache/x/y',
    'dev/null',
    'etc/shadow',
    'etc/passwd',
    'usr/share/zoneinfo/localtime',
  ])('lacks %s', async (path) => {
    expect(await paths({ path })).toEqual([]);
  });

  it.each([
    'usr/share/doc/pkg/copyright',
    'usr/share/doc/pkg',
    'usr/share/manual/x',
    'usr/bin/shred',
    'usr/bin/python3',
    'usr/libexec/dpkg/x',
    'var/log',
    'etc/debian_version',
    'etc/initial',
    'usr/share/zoneinfo/Europe/Berlin',
  ])('keeps %s', async (path) => {
    expect(await paths({ path })).toEqual([path]);
  });

  it.each([
    '/bin/sh',
    ' /bin/bash -e',
    '/usr/bin/perl -w',
    '/usr/bin/env bash',
    '/usr/bin/env node',
    '/usr/bin/env -S A=1 perl',
    '/usr/bin/awk -f',
  ])('lacks programs that start with #!%s', async (line) => {
    expect(await paths({ path: 'usr/sbin/x', ...script(line) })).toEqual([]);
  });

  it.each(['/usr/bin/python3', '/usr/bin/shiny'])('keeps programs that start with #!%s', async (line) => {
    expect(await paths({ path: 'usr/sbin/x', ...script(line) })).toEqual(['usr/sbin/x']);
  });

  it('lacks links to what it lacks, also through the old directories', async () => {
    const found = await paths(
      { path: 'usr/bin/x', type: 'symlink', target: '../../bin/dash' },
      { path: 'usr/bin/y', type: 'symlink', target: '/usr/share/perl5/y' },
      { path: 'usr/bin/tool', ...script('/bin/sh') },
      { path: 'usr/bin/z', type: 'symlink', target: 'tool' },
      { path: 'usr/bin/again', type: 'hardlink', target: 'usr/bin/tool' },
      { path: 'usr/bin/out', type: 'symlink', target: '../../../../etc' },
      { path: 'usr/share/doc/pkg', type: 'symlink', target: 'gcc-14-base' },
    );
    expect(found).toEqual(['usr/share/doc/pkg']);
  });

  it('keeps a file under its next name when the first is left out', async () => {
    const found = await kept(
      { path: 'usr/bin/perl', mode: 0o755, content: bytes('elf') },
      { path: 'usr/lib/one', type: 'hardlink', target: 'usr/bin/perl', mode: 0o755 },
      { path: 'usr/lib/two', type: 'hardlink', target: 'usr/bin/perl', mode: 0o755 },
    );
    expect(found).toMatchObject([
      { path: 'usr/lib/one', type: 'file', content: bytes('elf') },
      { path: 'usr/lib/two', type: 'hardlink', target: 'usr/lib/one' },
    ]);
  });

  it('may have a directory twice, but nothing else', async () => {
    const twice = [
      { path: 'lib', type: 'directory' },
      { path: 'lib/x', type: 'directory' },
      { path: 'usr/lib/x', type: 'directory' },
    ] as const;
    expect(await paths(...twice)).toEqual(['usr/lib/x']);
    await expect(open([{ path: 'bin/x' }, { path: 'usr/bin/x' }])).rejects.toMatchObject({ code: 'malformed-input' });
  });
});

describe('a package beside an image', () => {
  it('has all of its files, at the same places, without setuid', async () => {
    const data = [
      { path: 'bin/busybox', mode: 0o4755, content: bytes('ELF') },
      { path: 'bin/sh', type: 'symlink', target: 'busybox' },
      { path: 'usr/bin/ask', mode: 0o755, content: bytes('#!/bin/sh\n') },
      { path: 'usr/share/perl5/Ask.pm' },
      { path: 'etc/ask', type: 'hardlink', target: 'usr/share/perl5/Ask.pm' },
      { path: 'usr/share/doc/ask/README' },
    ] as const;
    const whole = await install.whole({ digest: 'sha256:0', size: 3 }, hostOf(data, {}));
    expect(whole.map(({ path, type, mode }) => [path, type, mode])).toStrictEqual([
      ['usr/bin/busybox', 'file', 0o755],
      ['usr/bin/sh', 'symlink', 0o777],
      ['usr/bin/ask', 'file', 0o755],
      ['usr/share/perl5/Ask.pm', 'file', 0o644],
      ['etc/ask', 'hardlink', 0o644],
      ['usr/share/doc/ask/README', 'file', 0o644],
    ]);
    expect(await paths(...data)).toStrictEqual(['etc/ask']);
  });
});

describe('what scanners read', () => {
  it('is the control paragraph with its Source, and the sums of the files that are there', async () => {
    const sum = 'd'.repeat(32);
    const { entries } = await open([{ path: 'bin/x' }, { path: 'usr/share/man/x' }, { path: 'usr/share/é' }], {
      md5sums: ['bin/x', 'usr/share/man/x', 'usr/share/é'].map((path) => `${sum}  ${path}\n`).join(''),
    });
    const found = new Map(entries.map((one) => [one.path, one.type === 'file' ? text(one.content) : '']));
    expect(found.get('var/lib/dpkg/status.d/pkg')).toBe(CONTROL);
    expect(found.get('var/lib/dpkg/status.d/pkg.md5sums')).toBe(`${sum}  usr/bin/x\n${sum}  usr/share/é\n`);
  });

  it.each([
    ['no control paragraph', { control: '' }],
    ['a name that is a path', { control: 'Package: ../x\n' }],
    ['another format', { members: [entry({ path: 'debian-binary', content: bytes('3.0\n') })] }],
    ['no data', { members: [entry({ path: 'debian-binary', content: bytes('2.0\n') })] }],
    ['nothing', { members: [] }],
  ])('is refused with %s', async (_what, parts) => {
    await expect(open([], parts)).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^malformed/) }),
    );
  });
});

describe('the rest of an image', () => {
  const finish = (
    accounts: Parameters<typeof install.finish>[0]['accounts'] = [],
    contributions: { name: string; content: Uint8Array }[] = [],
  ) => new Map(install.finish({ packages: [], contributions, accounts, mtime: 7 }).map((one) => [one.path, one]));
  const content = (one: ImageEntry | undefined): string => (one?.type === 'file' ? text(one.content) : '');

  it('has links for the old directories, and none of lib64 where there is no such loader', () => {
    const found = finish();
    expect(found.get('bin')).toMatchObject({ type: 'symlink', target: 'usr/bin', mtime: 7 });
    expect(found.get('var/run')).toMatchObject({ type: 'symlink', target: '/run' });
    expect(found.has('lib64')).toBe(false);
  });

  it('has temporary directories, and a home that is the user’s own', () => {
    const found = finish();
    for (const path of ['tmp', 'var/tmp', 'run/lock']) expect(found.get(path)).toMatchObject({ mode: 0o1777, uid: 0 });
    expect(found.get('home/nonroot')).toMatchObject({ type: 'directory', mode: 0o700, uid: 65532, gid: 65532 });
    expect(found.get('root')).toMatchObject({ mode: 0o700 });
  });

  it('has accounts without passwords or shells, sorted by number', () => {
    const found = finish([
      { name: 'redis', uid: 101, gid: 33, home: '/var/lib/redis' },
      { name: 'www-data', uid: 33, gid: 33, home: '/usr/share' },
    ]);
    expect(content(found.get('etc/passwd'))).toBe(
      [
        'root:x:0:0:root:/root:/sbin/nologin',
        'www-data:x:33:33:www-data:/usr/share:/sbin/nologin',
        'redis:x:101:33:redis:/var/lib/redis:/sbin/nologin',
        'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
        'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
        '',
      ].join('\n'),
    );
    expect(content(found.get('etc/group'))).toBe(
      'root:x:0:\ntty:x:5:\nwww-data:x:33:\nstaff:x:50:\nnonroot:x:65532:\nnogroup:x:65534:\n',
    );
    expect(found.get('var/lib/redis')).toMatchObject({ type: 'directory', mode: 0o750, uid: 101 });
    expect(found.has('usr/share')).toBe(false);
    expect(found.has('etc/shadow')).toBe(false);
  });

  it('lets an account of the image replace one of the same name', () => {
    const passwd = content(finish([{ name: 'nonroot', uid: 1000, gid: 1000, home: '/home/me' }]).get('etc/passwd'));
    expect(passwd.match(/^nonroot:/gm)).toHaveLength(1);
    expect(passwd).toContain('nonroot:x:1000:1000:nonroot:/home/me:');
  });

  it('looks names up in files, then in the name service', () => {
    const found = finish();
    expect(content(found.get('etc/nsswitch.conf'))).toContain('hosts: files dns\n');
    expect(content(found.get('etc/hosts'))).toMatch(/^127\.0\.0\.1\tlocalhost\n::1\tlocalhost/);
  });

  it('has the certificates in the order of their names’ bytes, each with one newline', async () => {
    const folder = 'usr/share/ca-certificates/mozilla';
    const { contributions } = await open([
      { path: `${folder}/b.crt`, content: bytes('B\n\n \n') },
      { path: `${folder}/ü.crt`, content: bytes('U') },
      { path: `${folder}/A.crt`, content: bytes('A\r\n') },
      { path: `${folder}/README`, content: bytes('no') },
    ]);
    expect(content(finish([], [...contributions]).get('etc/ssl/certs/ca-certificates.crt'))).toBe('A\nB\nU\n');
    expect(finish().has('etc/ssl/certs/ca-certificates.crt')).toBe(false);
  });

  it('mentions each path once', () => {
    const all = install.finish({ packages: [], contributions: [], accounts: [], mtime: 0 }).map(({ path }) => path);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the paths that no definition may have', () => {
  const paths = install.reserved.map(({ path }) => path);

  it('are each given once, with why and what is expected', () => {
    expect(new Set(paths).size).toBe(paths.length);
    for (const { path, reason } of install.reserved)
      expect([path, reason]).toEqual([path, expect.stringMatching(/; expected /)]);
  });

  it('are all files and links that are made here, and no folder of them', () => {
    const certificate = { name: 'a', content: bytes('A') };
    const made = install.finish({ packages: [], contributions: [certificate], accounts: [], mtime: 0 });
    expect(paths).toEqual(
      expect.arrayContaining(made.filter(({ type }) => type !== 'directory').map(({ path }) => path)),
    );
    expect(paths).not.toEqual(expect.arrayContaining(['etc']));
  });

  it('are the records of packages, too', async () => {
    const { entries } = await open([]);
    const records = entries.filter(({ type }) => type === 'file').map(({ path }) => path);
    expect(records).not.toEqual([]);
    for (const record of records) expect(paths.some((path) => record.startsWith(`${path}/`))).toBe(true);
  });
});

describe('the names that images leave out', () => {
  it('are each given once, with a reason', () => {
    const names = install.unneeded.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(['dpkg', 'perl-base', 'debconf', 'openssl']));
  });
});

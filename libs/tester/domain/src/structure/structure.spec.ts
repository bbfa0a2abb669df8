import { describe, expect, it } from '@jest/globals';
import { elfOf } from '@quench/testing';
import type { StructureInput } from './finding.js';
import { ImageTree } from './image-tree.js';
import { findingLine, structureFindings } from './structure.js';
import { layerFact, type ArchivedEntry } from './tree-entry.js';

const at = (path: string, mode: number, owner = 0) => ({ path, mode, uid: owner, gid: owner });
const folder = (path: string, mode = 0o755, owner = 0): ArchivedEntry => ({
  ...at(path, mode, owner),
  type: 'directory',
});
const link = (path: string, target: string): ArchivedEntry => ({ ...at(path, 0o777), type: 'symlink', target });
const hardlink = (path: string, target: string): ArchivedEntry => ({ ...at(path, 0o755), type: 'hardlink', target });
const file = (path: string, mode = 0o644, content: Uint8Array | string = '', md5 = '0'.repeat(32)): ArchivedEntry => ({
  ...at(path, mode),
  type: 'file',
  content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  md5,
});

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const LIB = 'usr/lib/x86_64-linux-gnu';

/** A sound image: a program with a library, a loader and a configuration. */
const sound: readonly ArchivedEntry[] = [
  link('lib64', 'usr/lib64'),
  link('var/run', '/run'),
  folder('tmp', 0o1777),
  folder('home/nonroot', 0o700, 65532),
  file('usr/sbin/server', 0o755, elfOf({ needed: ['libone.so.1'], interpreter: LOADER })),
  link('usr/lib64/ld-linux-x86-64.so.2', `../../${LIB}/ld-linux-x86-64.so.2`),
  file(`${LIB}/ld-linux-x86-64.so.2`, 0o755, elfOf({ needed: [] })),
  link(`${LIB}/libone.so.1`, 'libone.so.1.2'),
  file(`${LIB}/libone.so.1.2`, 0o644, elfOf({ needed: ['libtwo.so'], runPaths: ['$ORIGIN/private'] })),
  file(`${LIB}/private/libtwo.so`, 0o644, elfOf({ needed: [] })),
  file('etc/server.conf', 0o644),
  file(
    'var/lib/dpkg/status.d/server.md5sums',
    0o644,
    `${'0'.repeat(32)}  usr/sbin/server\n${'1'.repeat(32)}  usr/share/left-out\n`,
  ),
];

function lines(extra: readonly ArchivedEntry[], over: Partial<StructureInput> = {}): readonly string[] {
  const tree = new ImageTree();
  for (const entry of [...sound, ...extra]) tree.add(layerFact(entry));
  return structureFindings({
    variant: 'prod',
    platform: 'linux/amd64',
    tree,
    user: { uid: 65532, gid: 65532 },
    entrypoint: ['/usr/sbin/server'],
    workdir: '/home/nonroot',
    files: ['/etc/server.conf'],
    sizeBytes: 1_000,
    ...over,
  }).map(findingLine);
}

describe('a sound image', () => {
  it('breaks no rule', () => expect(lines([])).toEqual([]));
});

describe('an image of dev', () => {
  const inside = [file('usr/bin/bash', 0o755), link('usr/bin/sh', 'bash'), file('usr/bin/apt-get', 0o755)];

  it('may have a shell and a package manager, which one of prod may not', () => {
    expect(lines(inside, { variant: 'dev' })).toEqual([]);
    expect(lines(inside)).toHaveLength(3);
  });

  it('may have scripts that nothing starts, but no program without its loader', () => {
    const tool = file('usr/bin/tool', 0o755, '#!/bin/perl\n');
    expect([lines([tool], { variant: 'dev' }), lines([tool])].map(({ length }) => length)).toEqual([0, 1]);
    const program = file('usr/bin/tool', 0o755, elfOf({ needed: [], interpreter: '/lib/ld-musl.so' }));
    expect(lines([program], { variant: 'dev' })).toHaveLength(1);
  });

  it('may neither have setuid nor be root', () => {
    const more = [...inside, file('usr/bin/su', 0o4755)];
    const found = lines(more, { variant: 'dev', user: { uid: 0, gid: 0 } });
    expect(found.slice(0, 2)).toEqual([
      'no-set-id: /usr/bin/su: expected neither setuid nor setgid',
      'non-root: /: expected a user and a group other than root',
    ]);
  });
});

describe('a rule is broken by', () => {
  const cases: readonly (readonly [string, ArchivedEntry, string])[] = [
    ['a shell', file('usr/bin/dash', 0o755), 'no-shell: /usr/bin/dash'],
    ['a link with the name of a shell', link('usr/bin/sh', 'server'), 'no-shell: /usr/bin/sh'],
    ['busybox outside of the usual folders', file('opt/busybox', 0o755), 'no-shell: /opt/busybox'],
    ['a package manager', file('usr/bin/apt-get', 0o755), 'no-package-manager: /usr/bin/apt-get'],
    ['a part of one', file('usr/bin/dpkg-deb', 0o755), 'no-package-manager: /usr/bin/dpkg-deb'],
    ['setuid', file('usr/bin/passwd', 0o4755), 'no-set-id: /usr/bin/passwd'],
    ['setgid on a folder', folder('var/local', 0o2775), 'no-set-id: /var/local'],
    ['a file for everyone to write', file('etc/motd', 0o666), 'no-world-writable: /etc/motd'],
    ['a folder for everyone to write', folder('srv', 0o777), 'no-world-writable: /srv'],
    ['a program that is gone', hardlink('usr/sbin/server', 'usr/sbin/gone'), 'no-dangling-link: /usr/sbin/server'],
    ['a program of root alone', file('usr/sbin/server', 0o700), 'entrypoint: /usr/sbin/server'],
    ['a closed folder on the way', folder('usr/sbin', 0o700), 'entrypoint: /usr/sbin'],
    [
      'a library of root alone',
      file(`${LIB}/libone.so.1.2`, 0o600, elfOf({ needed: [] })),
      `entrypoint: /${LIB}/libone.so.1.2`,
    ],
    [
      'a loader that nobody may execute',
      file(`${LIB}/ld-linux-x86-64.so.2`, 0o644, elfOf({ needed: [] })),
      `entrypoint: ${LOADER}`,
    ],
    ['a working directory of somebody else', folder('home/nonroot', 0o700, 101), 'workdir: /home/nonroot'],
    ['a working directory that is none', file('home/nonroot'), 'workdir: /home/nonroot'],
    ['a configuration of root alone', file('etc/server.conf', 0o600), 'files: /etc/server.conf'],
    ['a missing library', file('usr/bin/tool', 0o755, elfOf({ needed: ['libnone.so'] })), 'libraries: /usr/bin/tool'],
    [
      'a missing loader',
      file('usr/bin/tool', 0o755, elfOf({ needed: [], interpreter: '/lib/ld-musl.so' })),
      'interpreter: /usr/bin/tool',
    ],
    ['a script without its interpreter', file('usr/bin/tool', 0o755, '#!/bin/perl -w\n'), 'interpreter: /usr/bin/tool'],
    [
      'a changed file of a package',
      file('usr/sbin/server', 0o755, 'changed', 'f'.repeat(32)),
      'checksums: /usr/sbin/server',
    ],
    ['a link to nothing', link('usr/bin/tool', '/usr/bin/gone'), 'no-dangling-link: /usr/bin/tool'],
    ['links in a circle', link('usr/bin/tool', 'tool'), 'no-dangling-link: /usr/bin/tool'],
    ['an entry that hides another', file('usr/bin/.wh.tool'), 'no-whiteout: /usr/bin/.wh.tool'],
  ];

  it.each(cases)('%s', (_what, entry, expected) => expect(lines([entry]).join('\n')).toContain(expected));

  it('root as the user', () => expect(lines([], { user: { uid: 0, gid: 0 } }).join('\n')).toContain('non-root'));
  it('a program that is not absolute', () =>
    expect(lines([], { entrypoint: ['server'] }).join('\n')).toContain('entrypoint: server'));
  it('more bytes than the budget', () =>
    expect(lines([], { maxBytes: 999 })).toEqual(['size: /: expected at most 999 bytes compressed, not 1000']));
  it('a missing file of the definition', () =>
    expect(lines([], { files: ['/etc/none'] })).toEqual(['files: /etc/none: expected it exists']));
});

describe('programs of another machine', () => {
  const program = elfOf({ needed: [], machine: 183 });
  const at = (path: string, variant = 'prod') => lines([file(path, 0o755, program)], { variant });

  it('break a rule, for prod and for dev', () => {
    const found = ['machine: /usr/bin/tool: expected programs for linux/amd64'];
    expect([at('usr/bin/tool'), at('usr/bin/tool', 'dev')]).toEqual([found, found]);
    expect(at(`${LIB}/plugin.so`)).toHaveLength(1);
    const entrypoint = ['/usr/share/server'];
    expect(lines([file('usr/share/server', 0o755, program)], { entrypoint })).toHaveLength(1);
  });

  it('break one each where the whole image is for another machine, and none where it is for theirs', () => {
    const arm64 = { platform: 'linux/arm64' };
    expect(lines([], arm64).filter((line) => line.startsWith('machine: '))).toHaveLength(4);
    const folder = 'usr/lib/aarch64-linux-gnu';
    const own = [
      file('usr/sbin/server', 0o755, elfOf({ needed: ['libone.so.1'], machine: 183 })),
      file(`${folder}/libone.so.1`, 0o644, program),
    ];
    const about = (entries: readonly ArchivedEntry[]) =>
      lines(entries, arm64).filter((line) => line.includes('/usr/sbin/server'));
    expect(about(own)).toEqual([]);
    // The library of the other machine is there by the same name.
    expect(about(own.slice(0, 1))).toEqual(['libraries: /usr/sbin/server: expected the library libone.so.1']);
  });

  it('find the machine of Java beside its launcher', () => {
    const lib = 'usr/lib/jvm/java-21-openjdk-amd64/lib';
    const library = file(`${lib}/libnet.so`, 0o644, elfOf({ needed: ['libjvm.so'] }));
    expect(lines([library])).toHaveLength(1);
    expect(lines([library, file(`${lib}/server/libjvm.so`, 0o644, elfOf({ needed: [] }))])).toEqual([]);
  });

  it('are data in modules, in what is the same everywhere and in what compilers link with', () =>
    expect(
      ['srv/node_modules/a/arm64.node', 'usr/share/a/tests/arm64', 'usr/aarch64-linux-gnu/lib/libc.so.6'].map((path) =>
        at(path),
      ),
    ).toEqual([[], [], []]));
});

describe('no rule is broken by', () => {
  it('a script that nobody starts', () =>
    expect(lines([file('usr/share/doc/example', 0o644, '#!/bin/sh\n')])).toEqual([]));
  it('a program of a module of a project, which nothing starts', () => {
    const tool = (folder: string) => file(`srv/${folder}/tool/cli.js`, 0o755, '#!/usr/bin/env node\n');
    expect([lines([tool('node_modules')]), lines([tool('modules')])].map(({ length }) => length)).toEqual([0, 1]);
  });
  it('a link to what exists only while running', () => expect(lines([link('etc/mtab', '/proc/mounts')])).toEqual([]));
  it('a folder that is named like a package manager', () => expect(lines([folder('var/lib/apt')])).toEqual([]));
  it('a file that the definition puts in place of a package’s', () =>
    expect(
      lines([file('usr/sbin/server', 0o755, elfOf({ needed: [] }), 'f'.repeat(32))], { files: ['/usr/sbin/server'] }),
    ).toEqual([]));
  it('a damaged ELF file, which is data', () =>
    expect(lines([file('usr/share/half', 0o644, elfOf({ needed: ['libnone.so'] }).subarray(0, 100))])).toEqual([]));
});

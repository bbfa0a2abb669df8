import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Digest, HeldFile, Host } from '@quench/plugin-sdk';
import { bytes, hostOf, type Given, type Parts } from '../package-file/deb-host.fixture.js';
import { difference } from './difference.js';

interface Package extends Pick<Parts, 'scripts'> {
  readonly files: readonly Given[];
}

const sha256 = (content: Uint8Array): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const held = (digest: Digest): HeldFile => ({ digest, size: 100 });
const [OLD, NEW] = [held('sha256:01'), held('sha256:02')];

/** Holds two packages, each under its digest. */
function between(before: Package | undefined, after: Package) {
  const hosts = new Map([before ?? after, after].map(({ files, ...parts }, at) => [at, hostOf(files, parts)]));
  const hostFor = (digest: Digest) => hosts.get(digest === OLD.digest ? 0 : 1);
  let reading: ReturnType<typeof hostFor>;
  const host: Pick<Host, 'read' | 'unpack' | 'hash' | 'derive'> = {
    read: (digest, options) => {
      reading = hostFor(digest);
      return reading?.read(digest, options) ?? Promise.reject(new Error('not held'));
    },
    unpack: (archive, limits) => reading?.unpack(archive, limits) ?? Promise.reject(new Error('not held')),
    hash: sha256,
    derive: async (_key, _inputs, compute) => compute([]),
  };
  return difference(before === undefined ? undefined : OLD, NEW, host as Host);
}

const file = (path: string, content = 'text', more: Partial<Given> = {}): Given => ({
  ...{ path, content: bytes(content) },
  ...more,
});
const server = { content: readFileSync(process.execPath) };
const NONE = { added: [], removed: [], changed: [], scripts: [], setuid: [], listeners: [] };

describe('what two packages differ by', () => {
  it('is which files come, go and change, wherever the top folders of old are', async () =>
    expect(
      await between(
        { files: [file('bin/tool', 'one'), file('bin/same'), file('usr/share/gone'), file('usr/share/folder')] },
        {
          files: [
            file('usr/bin/tool', 'two'),
            file('usr/bin/same'),
            file('usr/share/new'),
            { path: 'usr/share/empty', type: 'directory' },
            { path: 'usr/share/folder', type: 'symlink', target: 'elsewhere' },
          ],
        },
      ),
    ).toEqual({
      ...NONE,
      added: ['usr/share/new'],
      removed: ['usr/share/gone'],
      changed: ['usr/bin/tool', 'usr/share/folder'],
    }));

  it('is which scripts dpkg would run', async () =>
    expect(
      await between(
        { files: [], scripts: { postinst: 'one', prerm: 'same', postrm: 'gone' } },
        { files: [], scripts: { postinst: 'two', prerm: 'same', preinst: 'new', triggers: 'no script' } },
      ),
    ).toEqual({
      ...NONE,
      scripts: [
        { name: 'postinst', change: 'changed' },
        { name: 'postrm', change: 'removed' },
        { name: 'preinst', change: 'added' },
      ],
    }));

  it('is what runs with other rights now', async () => {
    const [plain, own, group] = [{}, { mode: 0o4755 }, { mode: 0o2755 }];
    const found = await between(
      { files: [file('usr/bin/had', '', own), file('usr/bin/gets', '', plain)] },
      { files: [file('usr/bin/had', '', own), file('usr/bin/gets', '', group), file('usr/bin/new', '', own)] },
    );
    expect(found.setuid).toEqual(['usr/bin/gets', 'usr/bin/new']);
  });

  it('is everything where the package is new', async () =>
    expect(
      await between(undefined, {
        files: [file('bin/su', '', { mode: 0o4755 }), file('usr/bin/serve', '', server)],
        scripts: { postinst: 'one' },
      }),
    ).toEqual({
      ...{ added: ['usr/bin/serve', 'usr/bin/su'], removed: [], changed: [] },
      ...{ scripts: [{ name: 'postinst', change: 'added' }], setuid: ['usr/bin/su'], listeners: ['usr/bin/serve'] },
    }));

  it('is what can wait for connections now, whatever version its name has', async () => {
    const found = await between(
      { files: [file('usr/lib/libserve.so.1.9', '', server), file('usr/bin/tool')] },
      { files: [file('usr/lib/libserve.so.2.10', '', server), file('usr/bin/tool', '', server)] },
    );
    expect(found.listeners).toEqual(['usr/bin/tool']);
  });
});

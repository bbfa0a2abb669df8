import { expect, it } from '@jest/globals';
import { contentLines } from './content-lines.js';

const nothing = { added: 0, removed: 0, changed: 0, paths: [], scripts: [], setuid: [], listeners: [] };

it('a person reads what is in packages otherwise', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => `+usr/bin/${path}`);
  const scripts = [{ name: 'postinst', change: 'changed' } as const, { name: 'prerm', change: 'removed' } as const];
  expect(
    contentLines([
      { ...nothing, name: 'libz', changed: 3 },
      {
        name: 'web',
        added: 6,
        removed: 0,
        changed: 1,
        paths,
        scripts,
        setuid: ['usr/bin/a'],
        listeners: ['usr/bin/b'],
      },
    ]),
  ).toEqual([
    'files of libz: 0 added, 0 removed, 3 changed',
    'files of web: 6 added, 0 removed, 1 changed: +usr/bin/a, +usr/bin/b, +usr/bin/c, +usr/bin/d, +usr/bin/e, …',
    'scripts of web, which do not run here: postinst changed, prerm removed',
    'setuid in web, and nowhere in an image: usr/bin/a',
    'can wait for connections now, in web: usr/bin/b',
  ]);
});

it('what is not so on all platforms is told with those on which it is', () => {
  const platforms = ['linux/amd64', 'linux/arm64'];
  expect(contentLines([{ ...nothing, name: 'libz', changed: 3, platforms, setuid: ['usr/bin/a'] }])).toEqual([
    'files of libz for linux/amd64 and linux/arm64: 0 added, 0 removed, 3 changed',
    'setuid in libz for linux/amd64 and linux/arm64, and nowhere in an image: usr/bin/a',
  ]);
});

it('nothing is said of nothing', () => expect(contentLines([])).toEqual([]));

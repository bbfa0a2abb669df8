import { describe, expect, it } from '@jest/globals';
import type { ImageEntry } from '@quench/plugin-sdk';
import fc from 'fast-check';
import type { PackageFacts } from './layer-job.js';
import { mergeImage, type MergeInput } from './merge-image.js';

const MTIME = 1_700_000_000;
const NOTHING = { files: [], volumes: [], workdir: [] };

const directory = (path: string, mode = 0o755, uid = 0): ImageEntry => ({
  ...{ type: 'directory', path, mode, uid, gid: uid, mtime: 1 },
});
const factsOf = (
  purl: string,
  modes: Readonly<Record<string, number>>,
  others: readonly string[] = [],
): PackageFacts => ({
  ...{ purl, mtime: 1, others, contributions: [], bundled: [] },
  directories: Object.entries(modes).map(([path, mode]) => ({ path, mode, uid: 0, gid: 0 })),
});

/** What an engine sees after all layers. */
function modesOf(input: MergeInput): Map<string, number> {
  const { base, top } = mergeImage(input);
  const seen = new Map<string, number>();
  for (const { path, mode } of base) seen.set(path, mode);
  for (const layer of input.layers) {
    const firsts = new Map<string, number>();
    for (const { path, mode } of layer.flatMap(({ directories }) => directories)) {
      if (!firsts.has(path)) firsts.set(path, mode);
    }
    for (const [path, mode] of firsts) seen.set(path, mode);
  }
  for (const { path, mode } of top) seen.set(path, mode);
  return seen;
}

describe('merging packages into an image', () => {
  const modes = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(0o755, 0o700, 0o1777));

  it('leaves each directory as the first who mentions it wants it, however packages are layered', () => {
    fc.assert(
      fc.property(modes, fc.array(modes, { maxLength: 5 }), fc.integer({ min: 0, max: 5 }), (ours, packages, split) => {
        const facts = packages.map((each, at) => factsOf(`pkg:toy/${String(at)}`, each));
        const wanted = new Map([...packages].reverse().flatMap((each) => Object.entries(each)));
        for (const [path, mode] of Object.entries(ours)) wanted.set(path, mode);
        const finish = Object.entries(ours).map(([path, mode]) => directory(path, mode));
        const layers = [...facts.slice(split).map((fact) => [fact]), facts.slice(0, split)];
        const seen = modesOf({ layers, finish, definition: NOTHING, mtime: MTIME });
        expect([...seen].sort()).toEqual([...wanted].sort());
      }),
    );
  });

  it('mentions a directory once, as the first of its own entries wants it', () => {
    const finish = [directory('var'), directory('var', 0o750, 33)];
    const { base, top } = mergeImage({ layers: [], finish, definition: NOTHING, mtime: MTIME });
    expect([...base, ...top].map(({ path, mode, uid }) => [path, mode, uid])).toEqual([['var', 0o755, 0]]);
  });

  it('adds directories that nobody mentions, and none that a package does', () => {
    const own: ImageEntry = { ...directory('srv/site/x'), type: 'file', content: new Uint8Array() };
    const layers = [[factsOf('pkg:toy/a', { srv: 0o700 })]];
    const merged = mergeImage({ layers, finish: [], definition: { ...NOTHING, files: [own] }, mtime: MTIME });
    expect(merged.base).toEqual([]);
    expect(merged.top.map(({ path, mtime }) => [path, mtime])).toEqual([
      ['srv/site/x', MTIME],
      ['srv/site', MTIME],
    ]);
  });

  it.each([
    ['a file and a directory', factsOf('pkg:toy/b', { x: 0o755 })],
    ['two files', factsOf('pkg:toy/b', {}, ['x'])],
  ])('refuses %s of one name and says whose they are', (_, other) => {
    const layers = [[factsOf('pkg:toy/a', {}, ['x'])], [other]];
    expect(() => mergeImage({ layers, finish: [], definition: NOTHING, mtime: MTIME })).toThrow(
      /\/x is in pkg:toy\/a and in pkg:toy\/b.*\. Name other packages in the definition/,
    );
  });

  const file: ImageEntry = { ...directory('x'), type: 'file', content: new Uint8Array() };
  it.each([
    ['files', { files: [file] }, factsOf('pkg:toy/a', { x: 0o755 })],
    ['volumes', { volumes: [directory('x')] }, factsOf('pkg:toy/a', {}, ['x'])],
    ['workdir', { files: [file], workdir: [directory('x')] }, factsOf('pkg:toy/b', {})],
  ])(
    'refuses what the definition has under %s in place of something else, and says where to change it',
    (key, own, facts) => {
      const input = { layers: [[facts]], finish: [], definition: { ...NOTHING, ...own }, mtime: MTIME };
      expect(() => mergeImage(input)).toThrow(
        new RegExp(`/x is in .* and in the definition's ${key}, .*\\. Write another path under ${key}$`),
      );
    },
  );
});

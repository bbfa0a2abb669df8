import { describe, expect, it } from '@jest/globals';
import { paragraph, TestArchive } from './test-archive.fixture.js';

describe('a resolution', () => {
  it('takes what is needed, depth first, and nothing that is only recommended', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: b (>= 1), c', 'Recommends: d'),
      paragraph('b', 'Pre-Depends: e'),
      ...['c', 'd', 'e'].map((name) => paragraph(name)),
    ]);
    const { dependencies: all, dropped } = await archive.resolve(['a']);
    expect(all.map(({ name, requiredBy }) => [name, requiredBy])).toEqual([
      ['a', undefined],
      ['b', 'a'],
      ['c', 'a'],
      ['e', 'b'],
    ]);
    expect(dropped).toEqual([]);
  });

  it('takes the highest version over suites and says which suite has it', async () => {
    const archive = new TestArchive(
      [paragraph('a 1.10', 'Source: s (1.9)'), paragraph('b 2')],
      [paragraph('b 2')],
      [paragraph('a 1.9'), paragraph('a 1.10+deb1', 'Source: s')],
    );
    const { dependencies: all } = await archive.resolve(['a', 'b']);
    expect(all.map(({ name, version, from }) => [name, version, from.suite])).toEqual([
      ['a', '1.10+deb1', 'suite-2'],
      ['b', '2', 'suite-0'],
    ]);
    expect(all[0]).toMatchObject({
      source: { name: 's', version: '1.10+deb1' },
      path: 'pool/a_1.10+deb1.deb',
      size: 1,
    });
  });

  it('takes the first alternative that can be had', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: gone | b (>= 2) | c | d'),
      paragraph('b 1'),
      paragraph('c', 'Depends: gone'),
      paragraph('d'),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'd']);
  });

  it('is content with an alternative that is there already', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: x, b | x'),
      ...['b', 'x'].map((name) => paragraph(name)),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'x']);
  });

  it('prefers providers by priority, then those that the archive mentions last', async () => {
    const provides = ['Provides: v', 'Priority: optional'];
    const archive = new TestArchive([
      paragraph('a', 'Depends: v'),
      paragraph('p1', ...provides),
      paragraph('p2', ...provides),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'p2']);
    const important = new TestArchive([
      paragraph('a', 'Depends: v'),
      paragraph('p1', 'Provides: v', 'Priority: important'),
      paragraph('p2', ...provides),
    ]);
    expect(await important.names('a')).toEqual(['a', 'p1']);
  });

  it('wants a version from who provides with one', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: v (>= 2)'),
      paragraph('p3', 'Provides: v (= 2)'),
      paragraph('p1', 'Provides: v'),
      paragraph('p2', 'Provides: v (= 1)'),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'p3']);
  });

  it('gives name:any only by packages that allow it', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: b:any (>= 1)'),
      paragraph('b', 'Multi-Arch: allowed'),
      paragraph('c', 'Depends: d:any'),
      paragraph('d'),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'b']);
    expect((await archive.refusal(['c'])).chain).toEqual(['c', 'd:any']);
  });

  it('does not take packages of another architecture, and not what forbids them for this one', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: b', 'Conflicts: b:i386, c [i386]'),
      paragraph('b'),
      paragraph('c 9', 'Architecture: i386'),
    ]);
    expect(await archive.names('a')).toEqual(['a', 'b']);
    expect((await archive.refusal(['c'])).code).toBe('unsatisfiable');
  });

  it('goes another way round a conflict', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: x | y'),
      paragraph('b', 'Conflicts: x'),
      ...['x', 'y'].map((name) => paragraph(name)),
    ]);
    expect(await archive.names('b', 'a')).toEqual(['a', 'b', 'y']);
  });

  it('may forbid what it provides itself', async () => {
    const archive = new TestArchive([paragraph('a', 'Provides: v', 'Conflicts: v'), paragraph('b', 'Depends: v')]);
    expect(await archive.names('b')).toEqual(['a', 'b']);
  });

  it.each([
    ['forgets', [], ['a', 'y']],
    ['keeps, where something suggests it,', ['Suggests: k'], ['a', 'k', 'y']],
  ])('%s what it took for an alternative that then failed', async (_what, more, expected) => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: x | y'),
      paragraph('x', 'Depends: k, m'),
      paragraph('m', 'Depends: gone'),
      paragraph('y', ...more),
      paragraph('k'),
    ]);
    expect(await archive.names('a')).toEqual(expected);
  });

  it('names a package once that satisfies several alternatives', async () => {
    const archive = new TestArchive([paragraph('a', 'Depends: b | v'), paragraph('b', 'Provides: v')]);
    expect(await archive.names('a')).toEqual(['a', 'b']);
  });

  it('follows circles once', async () => {
    const archive = new TestArchive([paragraph('a', 'Depends: b'), paragraph('b', 'Depends: a')]);
    expect(await archive.names('b')).toEqual(['a', 'b']);
  });

  it('reads the indexes of the same snapshots once, unless the host failed', async () => {
    const archive = new TestArchive([paragraph('a')]);
    archive.fault = new Error('down');
    await expect(archive.resolve(['a'])).rejects.toBe(archive.fault);
    archive.fault = undefined;
    await Promise.all([archive.resolve(['a']), archive.resolve(['a'])]);
    expect(archive.derived).toBe(2);
  });

  it('selects the only package that provides a name asked for', async () => {
    const archive = new TestArchive([paragraph('a', 'Provides: v')]);
    expect(await archive.names('v')).toEqual(['a']);
  });
});

describe('a refusal', () => {
  it('has the chain from what was asked for to what is missing', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: b'),
      paragraph('b', 'Depends: c (>= 2) | d'),
      paragraph('c'),
    ]);
    const error = await archive.refusal(['a']);
    expect(error).toMatchObject({ code: 'unsatisfiable', chain: ['a', 'b', 'c (>= 2) | d'] });
    expect(error.message).toContain('a needs b needs c (>= 2) | d');
  });

  it('has both chains of a conflict', async () => {
    const archive = new TestArchive([
      paragraph('a', 'Depends: x'),
      paragraph('b', 'Depends: y'),
      paragraph('x', 'Conflicts: y (<< 2)'),
      paragraph('y'),
    ]);
    const { code, chain } = await archive.refusal(['a', 'b']);
    expect(code).toBe('unsatisfiable');
    expect(chain).toEqual(['a', 'x', 'conflicts with y (<< 2)', 'b', 'y']);
  });

  it('names the other one where a package provides what it forbids', async () => {
    const archive = new TestArchive([paragraph('a', 'Provides: x', 'Conflicts: x'), paragraph('b', 'Provides: x')]);
    expect((await archive.refusal(['a', 'b'])).chain).toEqual(['a', 'conflicts with x', 'b']);
  });

  it('names an unknown package, and the choice where a name is only provided', async () => {
    const archive = new TestArchive([paragraph('p1', 'Provides: v'), paragraph('p2', 'Provides: v')]);
    expect((await archive.refusal(['nothing'])).chain).toEqual(['nothing']);
    expect((await archive.refusal(['nothing'])).known).toEqual([]);
    expect((await archive.refusal(['v'])).message).toMatch(/p1, p2/);
  });

  it('comes for a relation that cannot be read', async () => {
    const archive = new TestArchive([paragraph('a', 'Depends: b (~> 2)'), paragraph('b')]);
    expect((await archive.refusal(['a'])).code).toBe('malformed-response');
  });

  it.each(['Ubuntu', 'a b', 'a=1', '../a', '-o'])('comes for "%s" in the manifest, with its line', async (name) => {
    const error = await new TestArchive([]).refusal(['# words', name]);
    expect(error.code).toBe('malformed-input');
    expect(error.message).toContain('line 2');
  });

  it('comes for a platform without packages', async () => {
    expect((await new TestArchive([]).refusal(['a'], { platform: 'linux/mips' })).code).toBe('unsupported');
  });
});

describe('leaving out', () => {
  const archive = new TestArchive([
    paragraph('a', 'Depends: b, perl | c'),
    paragraph('b', 'Depends: perl:any, d | e'),
    paragraph('perl', 'Depends: f', 'Multi-Arch: allowed'),
    ...['c', 'd', 'e', 'f'].map((name) => paragraph(name)),
  ]);

  it('takes away names with what only they need, and says who wanted them', async () => {
    const { dependencies: kept, dropped } = await archive.resolve(['a'], { without: ['perl', 'd', 'unheard-of'] });
    expect(kept.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(dropped).toEqual([
      { name: 'd', wantedBy: 'b' },
      { name: 'perl', wantedBy: 'a' },
    ]);
  });

  it('keeps what was asked for', async () => {
    const { dependencies: kept, dropped } = await archive.resolve(['a', 'perl'], { without: ['perl'] });
    expect(kept.map(({ name }) => name)).toEqual(['a', 'b', 'd', 'f', 'perl']);
    expect(dropped).toEqual([]);
  });
});

import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plugins } from '../../factory/plugins.js';
import { candidates, checkPlugin, type CheckedPlugin } from '../check-plugin.js';
import { checkedLines, expectPlugin } from './plugin.command.js';

const known = new Map([['deb', 1]]);

describe('a plugin that is to be checked', () => {
  it('is found by its ecosystem', () => expect(expectPlugin('deb', known)).toBe(1));

  it('is refused with the nearest name when this program has none of it', () =>
    expect(() => expectPlugin('dep', known)).toThrow(
      'This program has no plugin "dep". Did you mean "deb"? See: quench plugin list',
    ));

  it.each(['./gem', '/srv/gem', 'gem/', '.', '~/gem'])('is refused where it would have to be loaded: %s', (folder) =>
    expect(() => expectPlugin(folder, known)).toThrow(
      expect.objectContaining({ code: 'plugin-isolation-unavailable', message: expect.stringContaining('deb') }),
    ),
  );

  it('may be every one of this program', () =>
    expect([...candidates.keys()]).toEqual(plugins.map(({ plugin }) => plugin.ecosystem)));
});

describe('a check', () => {
  it.each([...candidates])('finds nothing wrong with what ships: %s', async (name, candidate) => {
    const { laws, held } = await checkPlugin(name, candidate);
    expect(laws.filter(({ verdict }) => verdict !== 'held')).toEqual([]);
    expect(held).toBe(true);
  });

  const law = { part: 'versions', law: 'the order is total' } as const;
  const checked = (laws: CheckedPlugin['laws']): CheckedPlugin => ({ ecosystem: 'toy', held: false, laws });

  it('tells of every law, then what is wrong with the smallest case', () =>
    expect(
      checkedLines(
        checked([
          { part: 'naming', law: 'a purl says the version', verdict: 'held', cases: 7 },
          { ...law, verdict: 'broken', counterExample: '["1a","1"]', why: '1a comes after 1' },
          { part: 'install', law: 'x', verdict: 'untried', why: 'nothing is there' },
        ]),
      ),
    ).toEqual([
      '           part      law                      cases',
      'holds      naming    a purl says the version      7',
      'BROKEN     versions  the order is total',
      'NOT TRIED  install   x',
      '',
      'versions: the order is total',
      '  counter-example: ["1a","1"]',
      '  1a comes after 1',
      '',
      'install: x',
      '  nothing is there',
      '',
      'toy: 1 of 3 laws hold',
    ]));

  it('says that all hold', () =>
    expect(checkedLines(checked([{ ...law, verdict: 'held', cases: 3 }])).at(-1)).toBe('toy: all 1 laws hold'));
});

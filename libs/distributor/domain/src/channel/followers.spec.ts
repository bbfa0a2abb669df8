import { describe, expect, it } from '@jest/globals';
import { lineKey, MAIN_LINE, type LineOfImage } from '@quench/contracts';
import type { BuiltRow } from '../projections/built.projection.js';
import type { ChannelRow } from '../projections/channels.projection.js';
import type { HeadRow } from '../projections/heads.projection.js';
import {
  abandoned,
  areFollowing,
  followerOf,
  hasOthers,
  othersChannels,
  ownChannels,
  prodObstacle,
  successors,
} from './followers.js';

const image = 'nodejs';
const of = (versionStream: string, variant = 'prod'): LineOfImage => ({ versionStream, variant });
const head = (line: LineOfImage, ...channels: readonly string[]): HeadRow => ({
  ...{ image, ...line, revision: 2, recipes: [], version: '1', channels, packages: 1 },
});
const row = (tag: string, line: LineOfImage, more: Partial<ChannelRow> = {}): ChannelRow => ({
  ...{ repository: image, tag, ...line, prod: line.variant === 'prod', index: 'a', revision: 2, publication: 'x' },
  ...{ frozen: false, retired: false, reason: '', changedAt: '', moves: {}, ...more },
});
const built = (line: LineOfImage, index = 'a'): BuiltRow => ({
  ...{ image, ...line, revision: 2, index, platforms: [], sizeBytes: 1 },
});
const [old, young, dev] = [of('22'), of('24'), of('24', 'dev')];

describe('a channel', () => {
  it('follows the line that names it', () => {
    const heads = [head(old, '22'), head(young, '24', 'latest')];
    expect(followerOf('latest', { heads, rows: [] })).toMatchObject(young);
    expect(followerOf('21', { heads, rows: [] })).toBeUndefined();
  });

  it('that two lines name stays with the one that it follows', () => {
    const heads = [head(old, 'latest'), head(young, 'latest')];
    expect(followerOf('latest', { heads, rows: [row('latest', young)] })).toMatchObject(young);
    expect(followerOf('latest', { heads, rows: [row('latest', old)] })).toMatchObject(old);
    const all = { heads, rows: [row('latest', young)] };
    expect([ownChannels(head(old, 'latest'), all), othersChannels(head(old, 'latest'), all)]).toEqual([[], ['latest']]);
  });

  it('that two lines name at once follows prod, and of two version streams the same one every time', () => {
    const heads = [head(dev, 'latest'), head(young, 'latest'), head(old, 'latest')];
    expect(followerOf('latest', { heads, rows: [] })).toMatchObject(old);
    expect(followerOf('latest', { heads: [...heads].reverse(), rows: [] })).toMatchObject(old);
    expect(followerOf('latest', { heads, rows: [row('latest', old, { retired: true })] })).toMatchObject(old);
  });

  it('that was ever one of prod follows no dev', () => {
    const rows = [row('latest', old, { retired: true })];
    expect(followerOf('latest', { heads: [head(dev, 'latest')], rows })).toBeUndefined();
    expect(prodObstacle(head(dev, 'latest'), { heads: [head(dev, 'latest')], rows })).toMatchObject({
      code: 'channel-of-prod',
    });
  });
});

describe('a line of dev', () => {
  it('is refused for a channel that a line of prod names, before either is there', () => {
    const heads = [head(young, 'latest'), head(dev, 'latest-dev', 'latest')];
    expect(prodObstacle(head(dev, 'latest-dev', 'latest'), { heads, rows: [] })).toMatchObject({
      code: 'channel-of-prod',
    });
    expect(prodObstacle(head(dev, 'latest-dev'), { heads, rows: [] })).toBeUndefined();
  });
});

describe('a line that lets a channel go', () => {
  const heads = [head(old, '22'), head(young, '24', 'latest')];

  it('hands it over to the one that names it, unless it is frozen', () => {
    expect(successors(old, { heads, rows: [row('latest', old)] }).map(lineKey)).toEqual(['nodejs/24/prod']);
    expect(successors(old, { heads, rows: [row('latest', old, { frozen: true })] })).toEqual([]);
    expect(abandoned(old, { heads, rows: [row('latest', old)] })).toEqual([]);
  });

  it('can do so only where there is another', () => {
    const line = head(old, '22');
    const ofOther = { ...head(young, '24'), image: 'other' };
    const among = [heads, [line], [], [line, ofOther]];
    expect(among.map((of) => hasOthers(line, of))).toEqual([true, false, false, false]);
  });

  it('leaves it behind when nobody names it', () => {
    expect(
      abandoned(old, { heads, rows: [row('20', old), row('x', young), row('y', old, { retired: true })] }),
    ).toEqual([row('20', old)]);
  });
});

describe('the channels of a line are there', () => {
  const follow = (rows: readonly ChannelRow[], index = 'a'): boolean => {
    const heads = [head(young, 'latest'), head(MAIN_LINE, 'other')];
    return areFollowing({ head: head(young, 'latest'), built: built(young, index) }, { heads, rows });
  };

  it('when each points to its image', () => {
    expect(follow([row('latest', young)])).toBe(true);
    expect(follow([row('latest', young), row('other', MAIN_LINE, { revision: 1 })])).toBe(true);
  });

  it('or a person holds it', () => expect(follow([row('latest', young, { frozen: true })], 'b')).toBe(true));

  it.each([
    ['points to another image', [row('latest', young)], 'b'],
    ['is not there', [], 'a'],
    ['is retired', [row('latest', young, { retired: true })], 'a'],
    ['still follows another line', [row('latest', old)], 'a'],
    ['is left over', [row('latest', young), row('23', young)], 'a'],
  ])('not when one %s', (_, rows, index) => expect(follow(rows, index)).toBe(false));
});

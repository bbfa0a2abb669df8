import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { failingLines, lagOf, type LineLag } from './lag.js';
import { linesNow } from './lines-now.js';
import { ReportStory } from './report-story.fixture.js';

const HOUR_MS = 3_600_000;
const isNewer = (_ecosystem: string, version: string, than: string): boolean => Number(version) > Number(than);
let story: ReportStory;

/** The lag of web, of what was published since an hour. */
function web({ since = 0, missed = new Map() }: { since?: number; missed?: Map<string, never[]> } = {}): LineLag {
  const { events } = story;
  const { lines } = lagOf({ events, lines: linesNow(events), since: story.at(since), missed, isNewer });
  const [line] = lines;
  if (line === undefined) throw new RangeError('no line');
  return line;
}

const hours = ({ published }: LineLag) => published && [published.p50Ms / HOUR_MS, published.p95Ms / HOUR_MS];

beforeEach(() => {
  story = new ReportStory();
  const accepted = story.accepted(0);
  story.cascade(1);
  story.locked(2, 1, ['', '1'], accepted);
  story.moved(3, 1);
});

describe('a release that went out', () => {
  it('took the time from the snapshot that first brought it to the channel', () => {
    story.locked(12, 2, ['1', '2'], story.cascade(10));
    story.moved(14, 2);
    story.moved(30, 2, 'stable');
    expect(web()).toMatchObject({ image: 'web', published: { releases: 1 }, behind: [] });
    expect(hours(web())).toEqual([4, 4]);
  });

  it('is none for what an image had from the beginning, and none before the window', () => {
    expect(web().published).toBeUndefined();
    story.locked(12, 2, ['1', '2'], story.cascade(10));
    story.moved(14, 2);
    expect(web({ since: 15 }).published).toBeUndefined();
  });

  it('is none where a definition brought it rather than an archive', () => {
    story.locked(12, 2, ['1', '2'], story.accepted(11));
    story.moved(14, 2);
    expect(web().published).toBeUndefined();
  });

  it('was noticed by the oldest snapshot that asked for the lock, or the newest where nobody says', () => {
    const [first, second] = [story.cascade(10), story.cascade(12)];
    story.locked(13, 2, ['1', '2'], second, first);
    story.moved(14, 2);
    expect(hours(web())).toEqual([4, 4]);
    story.locked(20, 3, ['2', '3']);
    story.moved(21, 3);
    expect(hours(web())).toEqual([4, 9]);
  });

  it('was noticed when a registry listed it, where it is of no archive', () => {
    const release = story.tell(10, 'watcher.ReleaseDiscovered.v1', { purl: 'pkg:npm/x@2' });
    story.snapshot(11);
    const data = { cascade: 'x', cause: 'releases', waves: [] };
    story.locked(12, 2, ['1', '2'], story.tell(11, 'builder.CascadePlanned.v1', data, release));
    story.moved(14, 2);
    expect(hours(web())).toEqual([4, 4]);
  });

  it('counts from before a hold, and from the first failure to resolve it', () => {
    const cascade = story.cascade(10);
    story.held(11, ['1', '2'], cascade);
    story.decided(50, 'Released', '2');
    story.snapshot(59);
    story.locked(60, 2, ['1', '2']);
    story.settled(60, '2');
    story.moved(61, 2);
    expect(hours(web())).toEqual([51, 51]);
    const line = { image: 'web', versionStream: 'default', variant: 'prod', snapshots: [] };
    story.tell(71, 'builder.ResolutionFailed.v1', line, story.cascade(70));
    story.tell(75, 'builder.ResolutionFailed.v1', line, story.cascade(74));
    story.locked(77, 3, ['2', '3'], story.cascade(76));
    story.moved(78, 3);
    expect(hours(web({ since: 70 }))).toEqual([8, 8]);
  });

  it('counts once where another version took its place before anything went out', () => {
    story.locked(11, 2, ['1', '2'], story.cascade(10));
    story.locked(21, 3, ['2', '3'], story.cascade(20));
    story.moved(25, 3);
    expect(web()).toMatchObject({ published: { releases: 1, p50Ms: 5 * HOUR_MS } });
  });
});

describe('what an image is behind with', () => {
  const libx = (also: object) => ({ name: 'libx', has: '1', newest: '2', versions: 1, since: story.at(10), ...also });

  it('is what waits for a person, was kept out, or was let in and comes', () => {
    const cascade = story.cascade(10);
    story.held(11, ['1', '2'], cascade);
    expect(web().behind).toEqual([libx({ because: 'held' })]);
    story.held(13, ['1', '3'], story.cascade(12));
    expect(web().behind).toEqual([libx({ because: 'held', newest: '3', versions: 2 })]);
    story.decided(20, 'Rejected', '3');
    expect(web().behind).toMatchObject([{ because: 'kept-out' }]);
    story.decided(21, 'Released', '3');
    expect(web().behind).toMatchObject([{ because: 'on-its-way' }]);
    story.locked(22, 2, ['1', '3']);
    story.settled(22, '3');
    story.moved(23, 2);
    expect(web().behind).toEqual([]);
  });

  it('is counted from what the line took below a version that is held', () => {
    story.held(11, ['1', '3'], story.cascade(10));
    story.locked(21, 2, ['1', '2'], story.cascade(20));
    story.moved(22, 2);
    expect(web().behind).toMatchObject([{ has: '2', newest: '3', because: 'held' }]);
  });

  describe('and a person keeps out', () => {
    beforeEach(() => {
      story.held(11, ['1', '3'], story.cascade(10));
      story.decided(12, 'Rejected', '3');
    });

    it('stays, whatever older version waits, is let in and taken', () => {
      const both = libx({ because: 'kept-out', newest: '3', versions: 2 });
      story.held(21, ['1', '2'], story.cascade(20));
      expect(web().behind).toEqual([both]);
      story.decided(22, 'Released', '2');
      expect(web().behind).toEqual([both]);
      story.locked(23, 2, ['1', '2']);
      story.settled(23, '2');
      expect(web().behind).toEqual([both]);
      story.moved(24, 2);
      expect(web().behind).toEqual([libx({ has: '2', because: 'kept-out', newest: '3' })]);
    });

    it('stays where a newer one is withdrawn, and goes with the package', () => {
      story.held(21, ['1', '4'], story.cascade(20));
      expect(web().behind).toEqual([libx({ because: 'held', newest: '4', versions: 2 })]);
      story.settled(22, '4', 'withdrawn');
      expect(web().behind).toEqual([libx({ because: 'kept-out', newest: '3' })]);
      story.settled(23, '3', 'dropped');
      expect(web().behind).toEqual([]);
    });

    it('is nothing once a newer one is taken', () => {
      story.locked(21, 2, ['1', '4'], story.cascade(20));
      expect(web().behind).toEqual([libx({ because: 'on-its-way', newest: '4', versions: 2 })]);
      story.moved(22, 2);
      expect(web().behind).toEqual([]);
    });
  });

  it('is counted from what a place took by its range, although another range has the same package', () => {
    story.locked(8, 2, ['1', '3'], story.cascade(7));
    story.moved(9, 2);
    story.cascade(10);
    story.held(11, ['20', '30'], { range: '*' });
    story.decided(12, 'Rejected', '30');
    story.locked(21, 3, ['20', '25'], story.cascade(20));
    story.moved(22, 3);
    expect(web().behind).toEqual([libx({ has: '25', newest: '30', because: 'kept-out' })]);
    story.locked(31, 4, ['3', '4'], story.cascade(30));
    story.moved(32, 4);
    expect(web().behind).toMatchObject([{ has: '25', newest: '30' }]);
    story.locked(41, 5, ['25', '31'], story.cascade(40));
    story.moved(42, 5);
    expect(web().behind).toEqual([]);
  });

  it('is what a frozen channel does not hand out, until it is thawed and moves', () => {
    story.decide(5, 'distributor.ChannelFrozen.v1', { repository: 'web', tag: 'latest', reason: 'x' });
    story.locked(11, 2, ['1', '2'], story.cascade(10));
    story.built(12, 2);
    expect(web().behind).toEqual([libx({ because: 'frozen' })]);
    story.decide(13, 'distributor.ChannelThawed.v1', { repository: 'web', tag: 'latest' });
    expect(web().behind).toEqual([libx({ because: 'on-its-way' })]);
    story.moved(14, 2);
    expect(web().behind).toEqual([]);
  });

  it('is what a channel was rolled back from', () => {
    story.locked(11, 2, ['1', '2'], story.cascade(10));
    story.moved(14, 2);
    const [from, to] = [sha256('image 2'), sha256('image 1')];
    story.decide(15, 'distributor.ChannelRolledBack.v1', { repository: 'web', tag: 'latest', from, to, reason: 'x' });
    expect(web().behind).toEqual([libx({ because: 'frozen' })]);
  });

  it('is what was rejected, or could not be built', () => {
    story.locked(11, 2, ['1', '2'], story.cascade(10));
    story.built(12, 2);
    story.rejected(13, 2);
    expect(web().behind).toEqual([libx({ because: 'failing' })]);
    story.locked(21, 3, ['2', '3'], story.cascade(20));
    expect(web().behind).toEqual([libx({ because: 'on-its-way', newest: '3', versions: 2 })]);
    story.tell(22, 'builder.BuildFailed.v1', { recipe: sha256('3'), code: 'x', detail: 'x' });
    expect(web().behind).toMatchObject([{ because: 'failing' }]);
  });

  it('is what archives have while it cannot be resolved, of packages that it has', () => {
    const cascade = story.cascade(10);
    story.snapshot(10, 'other');
    const line = { image: 'web', versionStream: 'default', variant: 'prod', snapshots: [] };
    expect(failingLines(story.events, linesNow(story.events))).toEqual([]);
    story.tell(11, 'builder.ResolutionFailed.v1', line, cascade);
    const [failing] = failingLines(story.events, linesNow(story.events));
    expect(failing).toMatchObject({ key: 'web/default/prod', names: new Set(['libx']) });
    expect(failing?.snapshots.map(({ sequencedAt }) => sequencedAt)).toEqual([story.at(10)]);
    const found = ['1', '2', '2'].map((to) => ({ name: 'libx', to, at: story.at(10) }));
    const missed = new Map([['web/default/prod', [...found, { name: 'liby', to: '7', at: story.at(10) }]]]);
    const { events } = story;
    const lag = lagOf({ events, lines: linesNow(events), since: story.at(0), missed, isNewer });
    expect(lag.lines[0]?.behind).toEqual([libx({ because: 'failing' })]);
    story.tell(12, 'builder.ResolutionRecovered.v1', { ...line, revision: 1 });
    expect(failingLines(story.events, linesNow(story.events))).toEqual([]);
  });
});

it('nothing is said of images that are gone, and nothing of none', () => {
  story.tell(5, 'builder.DefinitionRetired.v1', { image: 'web', edition: 2 });
  expect(linesNow(story.events)).toEqual([]);
  const nothing = { lines: [], published: undefined };
  expect(lagOf({ events: [], lines: [], since: story.at(0), missed: new Map(), isNewer })).toEqual(nothing);
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { ReportStory } from './report-story.fixture.js';
import { TOIL_TYPES, toilOf, type ToilWeek } from './toil.js';
import { cascadesOf } from './toil-cascades.js';
import { decisionsOf } from './toil-decisions.js';

/** The first Monday of the story. */
const MONDAY = 24;
const WEEK = 7 * 24;
let story: ReportStory;

const weeks = (hour: number, count = 12): readonly ToilWeek[] => toilOf(story.events, story.at(hour), count);
const classes = () => Object.fromEntries(cascadesOf(story.events).map((one) => [one.cascade, one.exception]));

beforeEach(() => {
  story = new ReportStory();
  for (let image = 0; image < 4; image++) story.accepted(MONDAY, `image-${String(image)}`);
});

describe('a week', () => {
  it('has its decisions, the minutes that they count for, and those per 100 images', () => {
    story.decided(MONDAY + 5, 'Released', '2');
    story.decide(MONDAY + 6, 'builder.CascadeResumed.v1', { cascade: 'x' });
    expect(weeks(MONDAY + 7)).toMatchObject([
      {
        ...{ week: '2026-03-02', images: 4, minutes: 12, minutesPer100Images: 300 },
        decisions: { 'hold-release': 1, 'cascade-resume': 1 },
      },
    ]);
  });

  it('begins on Monday, and the newest is told first', () => {
    story.decided(MONDAY + WEEK - 1, 'Released', '2');
    story.decided(MONDAY + WEEK, 'Released', '3');
    story.accepted(MONDAY + WEEK + 1, 'web');
    const told = weeks(MONDAY + 2 * WEEK).map(({ week, minutes, images }) => [week, minutes, images]);
    expect(told).toEqual([
      ['2026-03-16', 0, 5],
      ['2026-03-09', 10, 5],
      ['2026-03-02', 10, 4],
    ]);
    expect(weeks(MONDAY + 2 * WEEK, 1)).toHaveLength(1);
  });

  it('is none before anything happened', () => {
    story = new ReportStory();
    expect(weeks(0)).toEqual([]);
  });
});

describe('a decision', () => {
  it('is one for all lines that a command was about, and another for another reason, person or day', () => {
    story.decided(30, 'Released', '2', 'web');
    story.decided(30, 'Released', '2', 'api');
    expect(decisionsOf(story.events)).toHaveLength(1);
    story.decided(54, 'Released', '2', 'app');
    expect(decisionsOf(story.events)).toHaveLength(2);
    story.decided(54, 'Rejected', '2', 'app');
    expect(decisionsOf(story.events)).toHaveLength(3);
  });

  it('is none where a service did it', () => {
    story.tell(30, 'builder.CatalogRefused.v1', { problems: ['x'] });
    story.tell(31, 'distributor.ChannelFrozen.v1', { repository: 'web', tag: 'latest', reason: 'x' });
    expect(decisionsOf(story.events)).toEqual([]);
  });
});

describe('a cascade', () => {
  it('went through without a person, or is told by why not', () => {
    const planned = Object.fromEntries(
      ['quiet', 'failed', 'paused', 'cancelled', 'held', 'released', 'rejected', 'open'].map((name, at) => [
        name,
        story.cascade(MONDAY + at, name),
      ]),
    );
    const of = (name: string) => planned[name] ?? story.cascade(0);
    story.decide(50, 'builder.CascadePaused.v1', { cascade: 'paused', reason: 'x' });
    story.decide(50, 'builder.CascadeCancelled.v1', { cascade: 'cancelled', reason: 'x' });
    story.held(51, ['1', '2'], of('released'));
    story.decided(52, 'Released', '2');
    story.held(53, ['1', '3'], of('held'));
    story.locked(54, 2, ['1', '2'], of('rejected'));
    story.built(55, 2);
    story.rejected(56, 2);
    for (const name of ['quiet', 'paused', 'held', 'released', 'rejected']) story.finished(57, name);
    story.finished(57, 'failed', 'web/default/prod');
    expect(classes()).toEqual({
      ...{ quiet: undefined, failed: 'failed', paused: 'paused', cancelled: 'cancelled', held: 'waits' },
      ...{ released: 'decided', rejected: 'rejected', open: undefined },
    });
    const [week] = weeks(60);
    expect(week?.cascades).toMatchObject({ ended: 7, open: 1, withoutPersonPercent: 14.3 });
    expect(week?.cascades.exceptions).toContainEqual({ class: 'decided', cascades: ['released'] });
    expect(week?.cascades.exceptions).toHaveLength(6);
  });

  it('is decided with each other one that held the same update, also for a newer version', () => {
    const [first, second, third] = ['first', 'second', 'third'].map((name, at) => story.cascade(MONDAY + at, name));
    story.held(50, ['1', '2'], ...(first ? [first] : []));
    story.held(51, ['1', '3'], ...(second ? [second] : []));
    story.decided(52, 'Released', '3');
    story.held(53, ['3', '4'], ...(third ? [third] : []));
    expect(classes()).toEqual({ first: 'decided', second: 'decided', third: 'waits' });
  });

  it('is not decided with a later one when what it held was settled before', () => {
    story.held(50, ['1', '2'], story.cascade(MONDAY, 'first'));
    story.settled(51, '2');
    story.held(52, ['2', '3'], story.cascade(MONDAY + 1, 'second'));
    story.decided(53, 'Rejected', '3');
    expect(classes()).toEqual({ first: 'waits', second: 'decided' });
  });

  it('of an edition of the catalog began with a person, and is not counted', () => {
    story.tell(30, 'builder.CascadePlanned.v1', { cascade: 'edition', cause: 'definitions', waves: [] });
    story.finished(31, 'edition');
    expect(weeks(32)[0]?.cascades).toEqual({ ended: 0, open: 0, withoutPersonPercent: undefined, exceptions: [] });
  });
});

it('every type is asked for once', () => expect(new Set(TOIL_TYPES).size).toBe(TOIL_TYPES.length));

import { describe, expect, it } from '@jest/globals';
import type { ArchivedEvent } from './archive.projection.js';
import { heldUpdate } from './held-update.js';
import { archivedEvent, locked } from './story.fixture.js';
import { whyNot } from './why-not.js';

const isNewer = (some: string, than: string): boolean => Number(some) > Number(than);
const ask = (version: string | undefined, ...events: readonly ArchivedEvent[]) =>
  whyNot({
    ...{ image: 'web', name: 'libx', version, events, offers: undefined },
    isNewer,
  });
const update = (type: string, to: string, more: object = {}): ArchivedEvent =>
  archivedEvent(`builder.${type}.v1`, {
    ...{ image: 'web', purl: 'pkg:deb/debian/x', name: 'x', from: '1', to, reason: 'breaks us' },
    ...{ packages: [{ name: 'libx', from: '1', to }], ...more },
  });
const held = update('UpdateHeld', '2', { rule: 'hold: major', deadline: '2026-01-15T00:00:00Z' });
const delayed = update('UpdateDelayed', '2', { rule: 'cooldown: 3d', until: '2026-01-04T00:00:00Z' });

describe('why an update is not in an image', () => {
  it('is the rule that holds it, and where to decide', () => {
    const told = ask('2', locked(1, '1'), held);
    expect(told).toMatchObject({ stage: 'held', evidence: [held] });
    expect(told.answer).toBe(
      'the update of x in web from 1 to 2 is held by hold: major: a person decides until 2026-01-15T00:00:00Z; ' +
        'see: quench hold show x web',
    );
  });

  it('is the time that it waits for', () =>
    expect(ask('2', locked(1, '1'), delayed)).toMatchObject({
      ...{ stage: 'delayed', answer: expect.stringContaining('waits until 2026-01-04T00:00:00Z by cooldown: 3d') },
    }));

  it('is the person who keeps it out', () => {
    const rejected = update('UpdateRejected', '2');
    expect(ask('2', locked(1, '1'), held, rejected)).toMatchObject({
      ...{ stage: 'kept-out', evidence: [held, rejected], answer: expect.stringContaining('breaks us') },
    });
  });

  it('is the person who keeps it out, although an older one was let in since', () => {
    const newest = update('UpdateHeld', '3', { rule: 'hold: major', deadline: '2026-01-15T00:00:00Z' });
    const rejected = update('UpdateRejected', '3');
    const taken = update('UpdateSettled', '2', { outcome: 'taken' });
    const below = [held, update('UpdateReleased', '2'), locked(2, '2'), taken];
    for (const version of ['3', undefined]) {
      const told = ask(version, locked(1, '1'), newest, rejected, ...below);
      expect(told).toMatchObject({ stage: 'kept-out', evidence: [newest, rejected] });
    }
    const gone = update('UpdateSettled', '3', { outcome: 'withdrawn' });
    expect(ask(undefined, locked(1, '1'), newest, rejected, ...below, gone).stage).not.toBe('kept-out');
  });

  it('is told to who names no version, since the newest is meant', () =>
    expect(ask(undefined, locked(1, '1'), held)).toMatchObject({ stage: 'held' }));

  it('is also that a newer one is held by now', () => {
    const newer = update('UpdateHeld', '3', { rule: 'hold: major', deadline: '2026-02-15T00:00:00Z' });
    expect(ask('2', locked(1, '1'), held, newer)).toMatchObject({ stage: 'held', evidence: [held, newer] });
  });

  it.each([
    ['the image has', '1', [locked(1, '1'), held]],
    ['a person let in', '2', [locked(1, '1'), held, update('UpdateReleased', '2')]],
    ['the image took', '2', [locked(1, '1'), held, locked(2, '2'), update('UpdateSettled', '2', { outcome: 'taken' })]],
  ])('is no hold for a version that %s', (_which, version, events) =>
    expect(ask(version, ...events).stage).not.toMatch(/held|delayed|kept-out/),
  );
});

describe('of a package that a line takes by two ranges', () => {
  const by = (range: string, to: string) => update('UpdateDelayed', to, { range, purl: `place:npm/${range}` });
  const [second, third] = [by('2', '2.1'), by('3', '3.1')];
  const find = (...ranges: readonly string[]) => {
    const placed = { updates: ranges.map((range) => `place:npm/${range}`), packages: ['libx'] };
    return heldUpdate([second, third], { name: 'libx', placed, isNewer });
  };

  it('the update by the range that was asked for is told, or the last of all', () => {
    expect([find('2')?.last, find('3')?.last, find('2', '3')?.last]).toEqual([second, third, third]);
  });
});

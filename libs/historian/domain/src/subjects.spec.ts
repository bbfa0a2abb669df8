import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { locked } from './story.fixture.js';
import { subjectsOf } from './subjects.js';
import { tell } from './tell.js';

describe('what an event is about', () => {
  it('is its key, its image, its packages with their versions, its digests', () =>
    expect(subjectsOf({ ...locked(2, '2'), stream: 'builder.lock/web/default/prod' })).toEqual(
      ['libx', 'libx@2', sha256('2'), 'web', 'web/default/prod'].sort(),
    ));

  it('is a channel by its whole name, and not the evidence beside it', () => {
    const data = { repository: 'web', tag: 'latest', to: sha256('image'), statement: sha256('statement') };
    const event = { type: 'distributor.ChannelMoved.v1', stream: 'distributor.channel/web:latest', data };
    expect(subjectsOf(event)).toEqual([sha256('image'), 'web', 'web:latest'].sort());
  });
});

describe('an event in one line', () => {
  it('says what changed and what it fixes', () =>
    expect(tell(locked(2, '2'))).toBe(
      'web revision 2 was locked because of packages: libx 1 → 2; fixes CVE-2026-0001',
    ));

  it('is its type where nobody taught it to speak', () => expect(tell({ type: 'x.Y.v1', data: {} })).toBe('x.Y.v1'));
});

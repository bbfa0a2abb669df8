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

  it('is a publication by its whole name', () => {
    const data = { repository: 'web', tag: 'latest', to: sha256('image'), revision: 1, publication: '1.2-r1' };
    const event = { type: 'distributor.ChannelMoved.v1', stream: 'distributor.channel/web:latest', data };
    expect(subjectsOf(event)).toEqual([sha256('image'), 'web', 'web:1.2-r1', 'web:latest'].sort());
  });

  it('is each package of an update that waits, and not the snapshot that brought it', () => {
    const [snapshot, definition] = [sha256('snapshot'), sha256('definition')];
    const packages = [{ name: 'libssl3', from: '3.5', to: '3.6' }];
    const data = { image: 'web', packages, seen: { snapshot }, definition };
    const event = { type: 'builder.UpdateHeld.v1', stream: 'builder.hold/web/pkg:deb/debian/openssl', data };
    expect(subjectsOf(event)).toEqual(
      [definition, 'libssl3', 'libssl3@3.6', 'web', 'web/pkg:deb/debian/openssl'].sort(),
    );
  });

  it('is each of many packages', () => {
    const changes = Array.from({ length: 3_000 }, (_, index) => ({ name: `p${String(index)}`, to: '1' }));
    const event = { type: 'builder.LockResolved.v1', stream: 'builder.lock/web', data: { image: 'web', changes } };
    expect(subjectsOf(event)).toHaveLength(6_001);
  });
});

describe('an event in one line', () => {
  it('says that a lock is the first, or that only the definition differs', () => {
    const { data } = locked(1, '1');
    expect(tell(locked(1, '1'))).toBe('web revision 1 was locked, the first: 3 packages');
    const same = { ...data, revision: 2, reasons: ['definition'], changes: [] };
    expect(tell({ type: 'builder.LockResolved.v1', data: same })).toBe(
      'web revision 2 was locked because of definition: the same 3 packages',
    );
  });

  it('says what changed and what it fixes', () =>
    expect(tell(locked(2, '2'))).toBe(
      'web revision 2 was locked because of packages: libx 1 → 2; fixes CVE-2026-0001',
    ));

  it('names what an edition of the catalog retired', () => {
    const data = { edition: 2, definitions: [{ image: 'web', definition: sha256('web') }], retired: ['api', 'db'] };
    expect(tell({ type: 'builder.CatalogApplied.v1', data })).toBe(
      'edition 2 of the catalog was applied, 1 image; retired api, db',
    );
  });

  it('is its type where nobody taught it to speak', () => expect(tell({ type: 'x.Y.v1', data: {} })).toBe('x.Y.v1'));
});

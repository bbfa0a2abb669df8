import { describe, expect, it } from '@jest/globals';
import type { EventLike } from '@quench/kernel';
import { tookWhatWasRejected } from './kept-out.js';

const line = { image: 'alpha', versionStream: 'default', variant: 'prod' };
const update = { ...line, purl: 'pkg:deb/debian/libz', name: 'libz' };
const decided = (verb: 'Rejected' | 'Released', to: string): EventLike => ({
  ...{ type: `builder.Update${verb}.v1`, data: { ...update, to, reason: 'tried it' } },
});
const settled = (outcome: 'taken' | 'dropped', to: string): EventLike => ({
  ...{ type: 'builder.UpdateSettled.v1', data: { ...update, to, outcome } },
});
const locked = (to: string, of: object = line): EventLike => ({
  type: 'builder.LockResolved.v1',
  data: { ...of, revision: 2, changes: [{ kind: 'updated', name: 'libz', from: '1', to }] },
});

describe('a version that a person rejected', () => {
  it('is in no lock of the line, also after a newer one', () => {
    const wrong = ['alpha/default/prod took libz 2 with revision 2, which a person rejected'];
    expect(tookWhatWasRejected([decided('Rejected', '2'), locked('2')])).toEqual(wrong);
    const newer = [decided('Rejected', '2'), locked('3'), settled('taken', '3'), locked('2')];
    expect(tookWhatWasRejected(newer)).toEqual(wrong);
  });

  it('keeps out no other version, and none of other lines', () => {
    const other = { ...line, image: 'beta' };
    expect(tookWhatWasRejected([locked('2'), decided('Rejected', '3'), locked('4'), locked('3', other)])).toEqual([]);
  });

  it.each([
    ['a person lets it in', decided('Released', '2')],
    ['the line needs the package no more', settled('dropped', '2')],
  ])('comes in once %s', (_when, end) =>
    expect(tookWhatWasRejected([decided('Rejected', '2'), end, locked('2')])).toEqual([]),
  );
});

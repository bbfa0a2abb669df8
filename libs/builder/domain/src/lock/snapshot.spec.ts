import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, sha256 } from '@quench/kernel';
import type { Snapshot } from '@quench/plugin-sdk';
import { keptSnapshot, lockedSnapshot, refuseOld } from './snapshot.js';

const snapshot: Snapshot = {
  source: { origin: 'Debian', suite: 'trixie' },
  signed: sha256('signed'),
  date: '2026-02-02T00:00:00.000Z',
  validUntil: '2026-02-09T00:00:00.000Z',
  freshness: 'checked',
  signedBy: ['key'],
  indexes: [{ path: 'Packages', platform: 'linux/amd64', digest: sha256('xz'), plainDigest: sha256('plain') }],
};
const locked = (more: Partial<Snapshot> = {}) => lockedSnapshot('deb', { ...snapshot, ...more });
const NOW = '2026-02-03T00:00:00.000Z';

describe('a snapshot', () => {
  it('is kept in a lock as it is', () => expect(keptSnapshot(locked())).toStrictEqual(snapshot));

  it('that is damaged in a lock is refused', () =>
    expect(() => keptSnapshot({ ...locked(), signed: 'sha256:0' })).toThrow(IntegrityFault));

  it('is used when it is as new as the one of the lock, by the instant and not by its text', () => {
    expect(() => refuseOld(snapshot, NOW, [locked({ date: '2026-02-02T00:00:00Z' })])).not.toThrow();
    expect(() => refuseOld(snapshot, NOW, [])).not.toThrow();
  });

  it('is refused when it is older than the one of the lock, of the same suite', () => {
    const newer = { date: '2026-02-02T00:00:01.000Z' };
    expect(() => refuseOld(snapshot, NOW, [locked(newer)])).toThrow('snapshot');
    const other = locked({ ...newer, source: { origin: 'Debian', suite: 'trixie-updates' } });
    expect(() => refuseOld(snapshot, NOW, [other])).not.toThrow();
  });

  it('is refused when it has expired, unless its archive is not asked for freshness', () => {
    const late = '2026-02-09T00:00:00.001Z';
    expect(() => refuseOld(snapshot, late, [])).toThrow('valid until');
    expect(() => refuseOld({ ...snapshot, freshness: 'unchecked' }, late, [])).not.toThrow();
    expect(() => refuseOld({ ...snapshot, validUntil: undefined }, late, [])).not.toThrow();
  });
});

import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { Snapshot } from '@quench/plugin-sdk';
import { covers, wentBack } from './floor.js';

const index = (platform: string) => ({ path: 'Packages', platform, digest: sha256('a'), plainDigest: sha256('b') });
const snapshot = (date: string, ...platforms: readonly string[]): Snapshot => ({
  ...{ source: { origin: 'Debian', suite: 'trixie' }, signed: sha256(date), date, validUntil: undefined },
  ...{ freshness: 'checked', signedBy: ['AB'], indexes: platforms.map(index) },
});
const OLD = '2026-01-01T00:00:00Z';
const NEW = '2026-01-01T03:00:00+01:00';

describe('a snapshot', () => {
  it('covers the platforms of which it has an index', () => {
    const both = snapshot(OLD, 'linux/amd64', 'linux/arm64');
    expect(covers(both, ['linux/arm64'])).toBe(true);
    const one = snapshot(OLD, 'linux/amd64');
    expect(covers(one, ['linux/amd64', 'linux/arm64'])).toBe(false);
    expect(covers({ ...one, lacking: ['linux/arm64'] }, ['linux/amd64', 'linux/arm64'])).toBe(true);
  });

  it('went back when its index is older than the one before, as instants', () => {
    expect(wentBack(snapshot(OLD), snapshot(NEW))).toBe(true);
    expect([snapshot(OLD), undefined].map((before) => wentBack(snapshot(NEW), before))).toStrictEqual([false, false]);
    expect(wentBack(snapshot(OLD), snapshot(OLD))).toBe(false);
  });
});

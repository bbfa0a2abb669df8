import { describe, it } from '@jest/globals';
import type { PackageEvent, ReleaseDocument } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { followedPackage } from './package.decider.js';
import { releaseNews } from './release-news.js';

const purl = 'pkg:npm/node';
const listing = (...versions: readonly string[]): ReleaseDocument => ({
  format: 1,
  releases: versions.map((version) => ({ purl: `${purl}@${version}`, publishedAt: '2026-01-01T00:00:00Z' })),
});
const listed = (after: ReleaseDocument, before?: ReleaseDocument) => ({
  ...({ type: 'Listed', purl, list: sha256(JSON.stringify(after)), releases: after.releases.length } as const),
  news: before && releaseNews(before, after),
});
const [one, two] = [listing('22.0.0', '24.0.0'), listing('22.0.0', '22.1.0', '24.0.0')];
const followed: PackageEvent = {
  type: 'watcher.PackageFollowed.v1',
  data: { purl, releases: 2, list: listed(one).list },
};
const down = { type: 'Unavailable', purl, code: 'registry-unreachable', detail: 'refused' } as const;
const unavailable: PackageEvent = {
  type: 'watcher.PackageUnavailable.v1',
  data: { purl, code: 'registry-unreachable', detail: 'refused' },
};
const recovered: PackageEvent = { type: 'watcher.PackageRecovered.v1', data: { purl } };
const discovered: PackageEvent = {
  type: 'watcher.ReleaseDiscovered.v1',
  data: { purl: `${purl}@22.1.0`, publishedAt: '2026-01-01T00:00:00Z', list: listed(two).list },
};

describe('a package', () => {
  it('is followed with what it has, which is no news', () => given(followedPackage).when(listed(one)).then(followed));

  it('that is the same is nothing', () => given(followedPackage, [followed]).when(listed(one, one)).thenNothing());

  it('has a release that it had not', () => given(followedPackage, [followed]).when(listed(two, one)).then(discovered));

  it('has one no more', () =>
    given(followedPackage, [followed, discovered])
      .when(listed(one, two))
      .then({ type: 'watcher.ReleaseWithdrawn.v1', data: { purl: `${purl}@22.1.0`, list: listed(one).list } }));

  it('that nobody can tell of is told once for each reason, and once when it is over', () => {
    given(followedPackage, [followed]).when(down).then(unavailable);
    given(followedPackage, [followed, unavailable])
      .when({ ...down, detail: 'refused again' })
      .thenNothing();
    given(followedPackage, [followed, unavailable])
      .when({ ...down, code: 'not-found' })
      .then({ ...unavailable, data: { ...unavailable.data, code: 'not-found' } } as PackageEvent);
    given(followedPackage, [followed, unavailable]).when(listed(two, one)).then(recovered, discovered);
  });

  it('of a registry that wants fewer questions is told once', () => {
    const throttled = { type: 'Throttled', purl, retryAfterMs: 5 } as const;
    const data = { purl, code: 'registry-throttled', detail: 'It asked for fewer requests.' };
    const told: PackageEvent = { type: 'watcher.PackageUnavailable.v1', data };
    given(followedPackage).when(throttled).then(told);
    given(followedPackage, [told]).when(throttled).thenNothing();
  });

  it('that has very many new releases at once is told of the newest', () => {
    const many = listing('22.0.0', ...Array.from({ length: 300 }, (_, at) => `30.0.${String(at)}`));
    const { list } = listed(many);
    const told = Array.from({ length: 100 }, (_, at): PackageEvent => {
      const data = { purl: `${purl}@30.0.${String(200 + at)}`, publishedAt: '2026-01-01T00:00:00Z', list };
      return { type: 'watcher.ReleaseDiscovered.v1', data };
    });
    given(followedPackage, [followed])
      .when(listed(many, one))
      .then(...told, { type: 'watcher.ReleaseWithdrawn.v1', data: { purl: `${purl}@24.0.0`, list } });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Snapshots } from '@quench/plugin-sdk';
import { InMemoryContentStore, ToyArchive, toyDistribution, ToyHost } from '@quench/testing';
import { reachArchives } from './reach-archives.js';

describe('the archives of distributions', () => {
  it('are asked once each, and each says what is wrong with it', async () => {
    const archive = new ToyArchive();
    archive.publish({ origin: 'Example', suite: 'trixie', date: '2026-01-01T00:00:00.000Z' }, []);
    const host = new ToyHost(archive, new InMemoryContentStore());
    const distributions = [
      { release: 'debian/trixie', pockets: ['release'], platforms: ['linux/arm64'] },
      { release: 'debian/trixie', pockets: ['release', 'security'], platforms: ['linux/amd64'] },
      { release: 'debian/nowhere', pockets: ['release'], platforms: [] },
    ];
    const asked: (readonly [suite: string, platforms: readonly string[]])[] = [];
    const snapshots: Snapshots = {
      ...toyDistribution.snapshots,
      take: (source, options, on) => {
        asked.push([source.suite, options.platforms]);
        return toyDistribution.snapshots.take(source, options, on);
      },
    };
    const plugin = { ...toyDistribution, snapshots };
    expect(await reachArchives({ get: () => ({ plugin, host }) }, distributions)).toEqual([
      { archive: 'archive Example trixie', problem: undefined },
      {
        archive: 'archive Example-Security trixie-security',
        problem: expect.stringContaining('has no trixie-security'),
      },
      { archive: 'distribution debian/nowhere', problem: expect.stringContaining('[malformed-input]') },
    ]);
    expect(asked).toEqual([
      ['trixie', ['linux/amd64', 'linux/arm64']],
      ['trixie-security', ['linux/amd64']],
    ]);
  });
});

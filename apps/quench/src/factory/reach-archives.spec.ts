import { describe, expect, it } from '@jest/globals';
import { InMemoryContentStore, ToyArchive, toyDistribution, ToyHost } from '@quench/testing';
import { reachArchives } from './reach-archives.js';

describe('the archives of distributions', () => {
  it('are asked once each, and each says what is wrong with it', async () => {
    const archive = new ToyArchive();
    archive.publish({ origin: 'Example', suite: 'trixie', date: '2026-01-01T00:00:00.000Z' }, []);
    const host = new ToyHost(archive, new InMemoryContentStore());
    const distributions = [
      { release: 'debian/trixie', pockets: ['release'] },
      { release: 'debian/trixie', pockets: ['release', 'security'] },
      { release: 'debian/nowhere', pockets: ['release'] },
    ];
    expect(await reachArchives({ get: () => ({ plugin: toyDistribution, host }) }, distributions)).toEqual([
      { archive: 'archive Example trixie', problem: undefined },
      {
        archive: 'archive Example-Security trixie-security',
        problem: expect.stringContaining('has no trixie-security'),
      },
      { archive: 'distribution debian/nowhere', problem: expect.stringContaining('[malformed-input]') },
    ]);
  });
});

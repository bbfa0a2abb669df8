import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { debHost, type DebHost } from './deb-host.js';

const POCKETS = ['release', 'updates', 'security'];

describe("the real archive, by this machine's apt", () => {
  let deb: DebHost;
  beforeAll(async () => {
    deb = await debHost({});
  });
  afterAll(() => deb.close());

  it.each(['debian/trixie', 'debian/bookworm'])(
    'is taken, checked and compared: %s',
    async (distribution) => {
      for (const source of deb.plugin.snapshots.sources(distribution, POCKETS)) {
        const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
        const snapshot = await deb.plugin.snapshots.take(source, options, deb.host);
        if (snapshot === undefined) throw new Error(`nothing was taken of ${source.suite}`);
        expect(snapshot).toMatchObject({ source, indexes: [{ path: 'main/binary-amd64/Packages.xz' }] });
        expect(snapshot.signedBy.length).toBeGreaterThanOrEqual(1);
        expect(await deb.plugin.snapshots.check(snapshot, deb.host)).toEqual(snapshot);
        const { added } = await deb.plugin.snapshots.changes(undefined, snapshot, deb.host);
        expect(added.length).toBeGreaterThan(source.suite === distribution.split('/')[1] ? 60_000 : 0);
      }
    },
    300_000,
  );

  it('serves what it vouches for, and it unpacks', async () => {
    const [source] = deb.plugin.snapshots.sources('debian/trixie', POCKETS);
    if (source === undefined) throw new Error('no source');
    const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
    const snapshot = await deb.plugin.snapshots.take(source, options, deb.host);
    if (snapshot === undefined) throw new Error('nothing was taken');
    const project = new Map([['packages.txt', 'ca-certificates\nlibssl3t64\n']]);
    const { dependencies } = await deb.plugin.dependencies.resolve(
      project,
      { platform: 'linux/amd64', snapshots: [snapshot], without: [] },
      deb.host,
    );
    for (const artifact of await deb.plugin.artifacts.locate(dependencies, deb.host)) {
      const held = await deb.host.store(artifact);
      if (held === undefined) throw new Error(`${artifact.url} is not there`);
      const { entries } = await deb.plugin.install.entries(held, deb.host);
      expect(entries.length).toBeGreaterThan(0);
    }
    for (const dependency of dependencies) {
      expect(await deb.plugin.artifacts.verify(dependency, [snapshot], deb.host)).not.toEqual([]);
    }
  }, 300_000);
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Snapshot } from '@quench/plugin-sdk';
import { MiniArchive } from '@quench/testing';
import { debHost, NO_APT, type DebHost } from './deb-host.js';

describe('a snapshot of which the text of an index was swapped on the disk', () => {
  let archive: MiniArchive;
  let deb: DebHost;
  let snapshot: Snapshot;

  beforeEach(async () => {
    archive = await MiniArchive.start();
    await archive.publish('trixie', { put: [{ name: 'hello', version: '1.0-1' }] });
    deb = await debHost({ archives: archive.configuration(), client: NO_APT });
    const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
    const taken = await deb.plugin.snapshots.take({ origin: 'Debian', suite: 'trixie' }, options, deb.host);
    if (taken === undefined) throw new Error('nothing was taken');
    snapshot = taken;
  });
  afterEach(async () => {
    await deb.close();
    await archive.close();
  });

  const swap = (): Promise<void> => deb.swap(snapshot.indexes[0]?.plainDigest ?? 'sha256:', 'Package: evil\n');
  const check = (): Promise<Snapshot> => deb.plugin.snapshots.check(snapshot, deb.host);

  it('is not believed while nothing was made of the true text', async () => {
    await swap();
    await expect(check()).rejects.toMatchObject({ code: 'content-corrupt' });
  });

  it('goes on to say what was signed where something was', async () => {
    await check();
    await swap();
    expect(await check()).toEqual(snapshot);
    const { added } = await deb.plugin.snapshots.changes(undefined, snapshot, deb.host);
    expect(added).toEqual([{ name: 'hello', to: '1.0-1' }]);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Snapshot, SnapshotSource } from '@quench/plugin-sdk';
import { MiniArchive } from '@quench/testing';
import { debHost, NO_APT, type DebHost } from './deb-host.js';

const MAIN: SnapshotSource = { origin: 'Debian', suite: 'trixie' };
const AMD64 = 'linux/amd64';
const ARM64 = 'linux/arm64';

let archive: MiniArchive;
let deb: DebHost;

beforeAll(async () => {
  archive = await MiniArchive.start();
  await archive.publish('trixie', { put: [{ name: 'hello', version: '1.0-1' }] });
  deb = await debHost({ archives: archive.configuration(), client: NO_APT });
});
afterAll(async () => {
  await deb.close();
  await archive.close();
});

const take = async (...platforms: readonly string[]): Promise<Snapshot> => {
  const options = { previous: undefined, platforms, now: new Date().toISOString() };
  const taken = await deb.plugin.snapshots.take(MAIN, options, deb.host);
  if (taken === undefined) throw new Error('nothing was taken');
  return taken;
};

it('an archive without a platform is read for the others, and says which it lacks', async () => {
  const snapshot = await take(ARM64, AMD64);
  expect(snapshot).toMatchObject({ indexes: [{ platform: AMD64 }], lacking: [ARM64] });
  expect(await deb.plugin.snapshots.check(snapshot, deb.host)).toEqual(snapshot);
  expect(await take(AMD64)).not.toHaveProperty('lacking');
});

it('an archive that has nothing of what is asked for is told with the reason', () =>
  expect(take(ARM64)).rejects.toMatchObject({
    code: 'malformed-response',
    message: expect.stringContaining('names no packages of main for arm64'),
  }));

it.each([[AMD64], ['linux/none']])('whoever says that an archive lacks %s is not believed', async (platform) => {
  const told = { ...(await take(AMD64)), lacking: [platform] };
  await expect(deb.plugin.snapshots.check(told, deb.host)).rejects.toMatchObject({ code: 'not-authentic' });
});

it('whoever says that an archive was read for a platform that nobody knows is not believed', async () => {
  const taken = await take(AMD64);
  const told = { ...taken, indexes: taken.indexes.map((index) => ({ ...index, platform: 'linux/none' })) };
  await expect(deb.plugin.snapshots.check(told, deb.host)).rejects.toMatchObject({ code: 'not-authentic' });
});

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

it('an archive that lists a platform and names nothing of it lacks it', async () => {
  await archive.publish('trixie', { arm64: 'listed' });
  const snapshot = await take(ARM64, AMD64);
  expect(snapshot).toMatchObject({ indexes: [{ platform: AMD64 }], lacking: [ARM64] });
  expect(await deb.plugin.snapshots.check(snapshot, deb.host)).toEqual(snapshot);
});

it('a mirror that has not all of a platform yet is read for the others, and has that one when it comes', async () => {
  await archive.publish('trixie', { arm64: 'named' });
  const platforms = ({ indexes }: Snapshot): readonly string[] => indexes.map(({ platform }) => platform);
  const before = await take(ARM64, AMD64);
  expect(platforms(before)).toEqual([AMD64]);
  expect(before).not.toHaveProperty('lacking');
  expect(await deb.plugin.snapshots.check(before, deb.host)).toEqual(before);
  await expect(take(ARM64)).rejects.toMatchObject({ message: expect.stringContaining('which is not there') });
  await archive.publish('trixie', { arm64: 'served' });
  expect(platforms(await take(ARM64, AMD64))).toEqual([AMD64, ARM64]);
});

it('bytes that are not what was signed for one platform stop all of them', async () => {
  await archive.publish('trixie', { arm64: 'served', put: [{ name: 'hello', version: '2' }] });
  archive.misbehave('flipped-index');
  await expect(take(ARM64, AMD64)).rejects.toMatchObject({ code: 'digest-mismatch' });
  archive.misbehave(undefined);
});

it('what changes for one platform that another had already is told', async () => {
  const old = await take(AMD64);
  await archive.publish('trixie', {
    put: [
      { name: 'hello', version: '3' },
      { name: 'new', version: '1' },
    ],
  });
  const late = await take(AMD64);
  const both = (arm64: Snapshot): Snapshot => ({
    ...late,
    indexes: [...late.indexes, ...arm64.indexes.map((index) => ({ ...index, platform: ARM64 }))],
  });
  const change = (from: Snapshot, to: Snapshot) => deb.plugin.snapshots.changes(from, to, deb.host);
  const nothing = { added: [], updated: [], removed: [] };
  const updated = [{ name: 'hello', from: '2', to: '3' }];
  const first = { added: [{ name: 'new', to: '1' }], updated, removed: [] };
  expect(await change(old, both(old))).toEqual(first);
  expect(await change(both(old), both(late))).toEqual({ ...nothing, updated });
  expect(await change(late, both(late))).toEqual(nothing);
});

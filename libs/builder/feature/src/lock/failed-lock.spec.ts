import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ArchiveSnapshotTaken, ChannelsAssigned, LockResolved } from '@quench/contracts';
import { Service } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { givenBuilder } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';

const builder = givenBuilder();

const told = async (): Promise<readonly string[]> =>
  (await builder.world.recorded()).filter((name) => /^(Lock|Channels|Resolution)/.test(name));
const nginx = { name: 'nginx', version: '1.0.0', depends: ['zlib'] };
const zlib = { name: 'zlib', version: '1.0' };
const publish = async (...releases: Parameters<ArchiveWorld['publish']>[0]): Promise<ArchiveSnapshotTaken> => {
  builder.world.publish(releases);
  return builder.world.report();
};
const lie = (data: ArchiveSnapshotTaken): Promise<void> =>
  builder.world.tell('watcher', 'watcher.archive/lie', { type: 'watcher.ArchiveSnapshotTaken.v1', data });

describe('a line that cannot be resolved', () => {
  it('says so once, with the way to what is missing', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx);
    await publish(nginx, { name: 'redis', version: '7' });
    expect(await told()).toStrictEqual(['ResolutionFailed']);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([
      { image: 'nginx', code: 'unsatisfiable', chain: ['nginx', 'zlib'], detail: expect.stringContaining('zlib') },
    ]);
  });

  it('keeps the lock that it has, and tells when it can be resolved to it again', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx, zlib);
    await publish(nginx);
    await publish(nginx, zlib);
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed', 'ResolutionRecovered']);
  });

  it('is told when the archive lacks a file that its index names, and tried again by the resync', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx, zlib);
    const update = { name: 'zlib', version: '1.1' };
    builder.world.publish([nginx, update]);
    builder.world.archive.lose('zlib', '1.1');
    await builder.world.report();
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([
      { code: 'package-missing', detail: expect.stringContaining('zlib@1.1') },
    ]);
    builder.world.archive.publish({ origin: 'Example', suite: 'nowhere', date: '2026-01-01T00:00:00Z' }, [update]);
    await builder.app.get(BuilderResync).run();
    await builder.world.settle();
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed', 'LockResolved']);
  });

  it('lets go of channels that its definition names for another line, and of no others', async () => {
    const streams = (old: readonly string[], young: readonly string[], name = 'nodejs') => ({
      nodejs: {
        channels: undefined,
        streams: {
          '22': { packages: [name], channels: [`{{ version "${name}" 1 }}`, ...old] },
          '24': { packages: ['node24'], channels: young },
        },
      },
    });
    const young = { name: 'node24', version: '24.1' };
    await builder.apply(streams(['latest', 'lts'], ['24']));
    await publish({ name: 'nodejs', version: '22.1' }, young);
    await publish(young);
    const assigned = async () =>
      (await builder.world.facts<ChannelsAssigned>('ChannelsAssigned')).map((one) => [one.versionStream, one.channels]);
    expect(await assigned()).toEqual([]);
    await builder.apply(streams(['lts', 'more'], ['24', 'latest']));
    expect(Object.fromEntries(await assigned())).toEqual({ '22': ['22', 'lts'], '24': ['24', 'latest'] });
    // Of what is not locked yet it could be any version.
    await builder.apply(streams([], ['24', 'lts'], 'nodejs-lts'));
    expect(Object.fromEntries(await assigned())).toEqual({ '22': ['22', 'lts'], '24': ['24', 'lts'] });
  });

  it('is told when its tests mount what cannot be resolved, and no lock is made', async () => {
    await builder.apply({ nginx: { tests: [{ structure: { packages: ['busybox'] } }] } });
    await publish(nginx, zlib);
    expect(await told()).toStrictEqual(['ResolutionFailed']);
  });

  it('is tried again, and not told, while the builder.world is in the way', async () => {
    const service = builder.app.get(Service);
    const { projections, reactors } = service;
    builder.world.start({ name: 'builder', projections, reactors, workers: [], resyncs: [], gauges: [] });
    await builder.apply({ nginx: {} });
    await publish(nginx, zlib);
    builder.world.archive.answer = { type: 'unreachable' };
    builder.world.start(service);
    await expect(builder.world.settle()).rejects.toMatchObject({
      name: 'TransientFault',
      code: 'registry-unreachable',
    });
    expect(await told()).toStrictEqual([]);
    builder.world.archive.answer = { type: 'well' };
    await builder.world.pass(61_000);
    expect(await told()).toStrictEqual(['LockResolved']);
  });
});

describe('a reported snapshot', () => {
  it('that names another index than was signed gives no lock', async () => {
    await builder.apply({ nginx: {} });
    builder.world.publish([nginx, zlib]);
    const forged = Buffer.from('[]');
    const { digest } = await builder.world.content.write(forged);
    const honest = await builder.world.host.get('http://archive.example/trixie/signed');
    const { digest: signed } = await builder.world.content.write(honest ?? forged);
    await lie({
      ...{ source: { ecosystem: 'deb', origin: 'Example', suite: 'trixie' }, signed, date: '2026-01-01T00:00:00Z' },
      ...{ freshness: 'checked', signedBy: ['toy key'], plugin: 'deb/1' },
      indexes: [{ path: 'index', platform: 'linux/amd64', digest, plainDigest: digest }],
      changes: { added: 0, updated: 0, removed: 0, list: digest },
    });
    expect(await told()).toStrictEqual(['ResolutionFailed']);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([{ code: 'not-authentic' }]);
  });

  it('that a stranger signed gives no lock, and the one before stays', async () => {
    await builder.apply({ nginx: {} });
    const honest = await publish(nginx, zlib);
    builder.world.archive.answer = { type: 'forged' };
    const bytes = await builder.world.host.get('http://archive.example/trixie/signed');
    const { digest } = await builder.world.content.write(bytes ?? Buffer.from(''));
    await lie({ ...honest, signed: digest });
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed']);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([{ code: 'not-authentic' }]);
  });

  it('that was signed once but is older than the one of the lock gives no lock, until a newer one comes', async () => {
    await builder.apply({ nginx: {} });
    const old = await publish(nginx, zlib);
    await publish(nginx, { ...zlib, version: '1.1' });
    await lie({ ...old, date: '2030-01-01T00:00:00.000Z' });
    expect(await told()).toStrictEqual(['LockResolved', 'LockResolved', 'ResolutionFailed']);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([
      { code: 'snapshot-went-back', snapshots: [], detail: expect.stringContaining(old.date) },
    ]);
    await publish(nginx, zlib);
    expect((await told()).slice(3)).toStrictEqual(['LockResolved']);
  });

  it('that is not valid any more gives no lock, and says so once', async () => {
    await builder.apply({ nginx: {} });
    builder.world.publish([nginx, zlib], { validUntil: '2026-01-01T01:00:00.000Z' });
    const old = await builder.world.report();
    builder.world.clock.advance(3_600_001);
    await lie({ ...old, validUntil: '2030-01-01T00:00:00.000Z', freshness: 'unchecked' });
    await builder.world.pass(60_000);
    await lie({ ...old, freshness: 'unchecked' });
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed']);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([{ code: 'snapshot-expired' }]);
  });

  it('whose signed text is not held gives no lock', async () => {
    await builder.apply({ nginx: {} });
    const honest = await publish(nginx, zlib);
    await lie({ ...honest, signed: `sha256:${'0'.repeat(64)}` });
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([{ code: 'content-missing' }]);
    expect(await builder.world.facts<LockResolved>('LockResolved')).toHaveLength(1);
  });
});

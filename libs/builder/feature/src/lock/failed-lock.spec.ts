import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { ArchiveSnapshotTaken, LockResolved } from '@quench/contracts';
import { Service } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { openBuilder, type BuilderWorld } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';

let world: ArchiveWorld;
let app: INestApplicationContext;
let apply: BuilderWorld['apply'];

beforeEach(async () => {
  ({ world, app, apply } = await openBuilder());
});
afterEach(() => app.close());

const told = async (): Promise<readonly string[]> =>
  (await world.recorded()).filter((name) => /^(Lock|Channels|Resolution)/.test(name));
const nginx = { name: 'nginx', version: '1.0.0', depends: ['zlib'] };
const zlib = { name: 'zlib', version: '1.0' };
const publish = async (...releases: Parameters<ArchiveWorld['publish']>[0]): Promise<ArchiveSnapshotTaken> => {
  world.publish(releases);
  return world.report();
};
const lie = (data: ArchiveSnapshotTaken): Promise<void> =>
  world.tell('watcher', 'watcher.archive/lie', { type: 'watcher.ArchiveSnapshotTaken.v1', data });

describe('a line that cannot be resolved', () => {
  it('says so once, with the way to what is missing', async () => {
    await apply({ nginx: {} });
    await publish(nginx);
    await publish(nginx, { name: 'redis', version: '7' });
    expect(await told()).toStrictEqual(['ResolutionFailed']);
    expect(await world.facts('ResolutionFailed')).toMatchObject([
      { image: 'nginx', code: 'unsatisfiable', chain: ['nginx', 'zlib'], detail: expect.stringContaining('zlib') },
    ]);
  });

  it('keeps the lock that it has, and tells when it can be resolved to it again', async () => {
    await apply({ nginx: {} });
    await publish(nginx, zlib);
    await publish(nginx);
    await publish(nginx, zlib);
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed', 'ResolutionRecovered']);
  });

  it('is told when the archive lacks a file that its index names, and tried again by the resync', async () => {
    await apply({ nginx: {} });
    await publish(nginx, zlib);
    const update = { name: 'zlib', version: '1.1' };
    world.publish([nginx, update]);
    world.archive.lose('zlib', '1.1');
    await world.report();
    expect(await world.facts('ResolutionFailed')).toMatchObject([
      { code: 'package-missing', detail: expect.stringContaining('zlib@1.1') },
    ]);
    world.archive.publish({ origin: 'Example', suite: 'nowhere', date: '2026-01-01T00:00:00Z' }, [update]);
    await app.get(BuilderResync).run();
    await world.settle();
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed', 'LockResolved']);
  });

  it('is told when its tests mount what cannot be resolved, and no lock is made', async () => {
    await apply({ nginx: { tests: [{ structure: { packages: ['busybox'] } }] } });
    await publish(nginx, zlib);
    expect(await told()).toStrictEqual(['ResolutionFailed']);
  });

  it('is tried again, and not told, while the world is in the way', async () => {
    const service = app.get(Service);
    const { projections, reactors } = service;
    world.start({ name: 'builder', projections, reactors, workers: [], resyncs: [] });
    await apply({ nginx: {} });
    await publish(nginx, zlib);
    world.archive.answer = { type: 'unreachable' };
    world.start(service);
    await expect(world.settle()).rejects.toMatchObject({ name: 'TransientFault', code: 'registry-unreachable' });
    expect(await told()).toStrictEqual([]);
    world.archive.answer = { type: 'well' };
    await world.pass(61_000);
    expect(await told()).toStrictEqual(['LockResolved']);
  });
});

describe('a reported snapshot', () => {
  it('that names another index than was signed gives no lock', async () => {
    await apply({ nginx: {} });
    world.publish([nginx, zlib]);
    const forged = Buffer.from('[]');
    const { digest } = await world.content.write(forged);
    const honest = await world.host.get('http://archive.example/trixie/signed');
    const { digest: signed } = await world.content.write(honest ?? forged);
    await lie({
      ...{ source: { ecosystem: 'deb', origin: 'Example', suite: 'trixie' }, signed, date: '2026-01-01T00:00:00Z' },
      ...{ freshness: 'checked', signedBy: ['toy key'], plugin: 'deb/1' },
      indexes: [{ path: 'index', platform: 'linux/amd64', digest, plainDigest: digest }],
      changes: { added: 0, updated: 0, removed: 0, list: digest },
    });
    expect(await told()).toStrictEqual(['ResolutionFailed']);
    expect(await world.facts('ResolutionFailed')).toMatchObject([{ code: 'not-authentic' }]);
  });

  it('that a stranger signed gives no lock, and the one before stays', async () => {
    await apply({ nginx: {} });
    const honest = await publish(nginx, zlib);
    world.archive.answer = { type: 'forged' };
    const bytes = await world.host.get('http://archive.example/trixie/signed');
    const { digest } = await world.content.write(bytes ?? Buffer.from(''));
    await lie({ ...honest, signed: digest });
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed']);
    expect(await world.facts('ResolutionFailed')).toMatchObject([{ code: 'not-authentic' }]);
  });

  it('that was signed once but is older than the one of the lock gives no lock, until a newer one comes', async () => {
    await apply({ nginx: {} });
    const old = await publish(nginx, zlib);
    await publish(nginx, { ...zlib, version: '1.1' });
    await lie({ ...old, date: '2030-01-01T00:00:00.000Z' });
    expect(await told()).toStrictEqual(['LockResolved', 'LockResolved', 'ResolutionFailed']);
    expect(await world.facts('ResolutionFailed')).toMatchObject([
      { code: 'snapshot-went-back', snapshots: [], detail: expect.stringContaining(old.date) },
    ]);
    await publish(nginx, zlib);
    expect((await told()).slice(3)).toStrictEqual(['LockResolved']);
  });

  it('that is not valid any more gives no lock, and says so once', async () => {
    await apply({ nginx: {} });
    world.publish([nginx, zlib], { validUntil: '2026-01-01T01:00:00.000Z' });
    const old = await world.report();
    world.clock.advance(3_600_001);
    await lie({ ...old, validUntil: '2030-01-01T00:00:00.000Z', freshness: 'unchecked' });
    await world.pass(60_000);
    await lie({ ...old, freshness: 'unchecked' });
    expect(await told()).toStrictEqual(['LockResolved', 'ResolutionFailed']);
    expect(await world.facts('ResolutionFailed')).toMatchObject([{ code: 'snapshot-expired' }]);
  });

  it('whose signed text is not held gives no lock', async () => {
    await apply({ nginx: {} });
    const honest = await publish(nginx, zlib);
    await lie({ ...honest, signed: `sha256:${'0'.repeat(64)}` });
    expect(await world.facts('ResolutionFailed')).toMatchObject([{ code: 'content-missing' }]);
    expect(await world.facts<LockResolved>('LockResolved')).toHaveLength(1);
  });
});

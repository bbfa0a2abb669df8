import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { LockDocument, LockResolved } from '@quench/contracts';
import { Documents } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { givenBuilder } from '../builder-world.fixture.js';

const builder = givenBuilder();

const locks = (): Promise<readonly LockResolved[]> => builder.world.facts('LockResolved');
/** What the line recorded, without what came of it. */
const told = async (): Promise<readonly string[]> =>
  (await builder.world.recorded()).filter((name) => /^(Lock|Channels|Resolution)/.test(name));
const nginx = (version: string, more: object = {}) => ({ name: 'nginx', version, depends: ['zlib'], ...more });
const zlib = (version: string, ...fixes: readonly string[]) => ({ name: 'zlib', version, fixes });
const publish = async (...releases: Parameters<ArchiveWorld['publish']>[0]): Promise<void> => {
  builder.world.publish(releases);
  await builder.world.report();
};

describe('the lock of a line', () => {
  it('waits until every archive was reported', async () => {
    const distribution = { release: 'debian/trixie', pockets: ['release', 'security'] };
    await builder.apply({ nginx: { distribution } });
    await publish(nginx('1.0.0'), zlib('1.0'));
    expect(await told()).toStrictEqual([]);
    const security = { origin: 'Example-Security', suite: 'trixie-security' };
    builder.world.publish([zlib('1.1')], security);
    await builder.world.report(security);
    const [first] = await locks();
    expect(first).toMatchObject({ revision: 1, packages: 2 });
    expect(first?.snapshots).toHaveLength(2);
  });

  it('is there because of every snapshot that it was resolved from, whatever asked for it', async () => {
    const security = { origin: 'Example-Security', suite: 'trixie-security' };
    const distribution = { release: 'debian/trixie', pockets: ['release', 'security'] };
    builder.world.publish([zlib('1.1')], security);
    await builder.world.report(security);
    await publish(nginx('1.0.0'), zlib('1.0'));
    await builder.apply({ nginx: { distribution } });
    const [snapshots, own] = await Promise.all([
      builder.world.stores.watcher.range(0, 10),
      builder.world.stores.builder.range(0, 10),
    ]);
    const planned = own.find(({ type }) => type === 'builder.CascadePlanned.v1');
    const because = [planned, ...snapshots].map((event) => event?.id).sort();
    expect(snapshots).toHaveLength(2);
    for (const name of ['LockResolved', 'TestPlanLocked']) {
      const told = own.find(({ type }) => type === `builder.${name}.v1`);
      expect([name, [...(told?.causes ?? [])].sort()]).toStrictEqual([name, because]);
    }
  });

  it('is exact: packages with their bytes held, what was left out and for whom, and who vouches', async () => {
    await builder.apply({ nginx: { channels: ['{{ version "nginx" 2 }}', 'latest'] } });
    await publish(nginx('1.2.3', { depends: ['setup', 'zlib'] }), zlib('1.0'));
    const [first] = await locks();
    expect(first).toMatchObject({ version: '1.2.3', channels: ['1.2', 'latest'], reasons: ['first'], plugin: 'deb/1' });
    const lock = await new Documents(builder.world.content).read<LockDocument>(first?.lock ?? '');
    const [platform] = lock.platforms;
    expect(platform?.packages).toMatchObject([{ name: 'nginx' }, { name: 'zlib', requiredBy: 'nginx' }]);
    expect(platform?.dropped).toMatchObject([{ name: 'setup', wantedBy: 'nginx' }]);
    expect(lock.snapshots).toMatchObject([{ signed: first?.snapshots[0], signedBy: ['toy key'] }]);
    for (const { sha256 } of platform?.packages ?? []) {
      expect(await builder.world.content.stat(sha256 as `sha256:${string}`)).toBeDefined();
    }
  });

  it('gets no new revision from a snapshot that changes none of its packages', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx('1.0.0'), zlib('1.0'));
    await publish(nginx('1.0.0'), zlib('1.0'), { name: 'redis', version: '7' });
    expect(await told()).toStrictEqual(['LockResolved']);
  });

  it('gets no new revision from an owner or a test, and one from what shows in the image', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx('1.0.0'), zlib('1.0'));
    await builder.apply({ nginx: { owner: 'the web team', tests: [{ structure: { maxBytes: 1 } }] } });
    expect(await told()).toStrictEqual(['LockResolved']);
    await builder.apply({ nginx: { env: { LANG: 'C' } } });
    expect(await locks()).toMatchObject([{ revision: 1 }, { revision: 2, reasons: ['definition'], changes: [] }]);
  });

  it('says that it is called after another one of the same packages', async () => {
    await builder.apply({ nginx: { packages: ['nginx', 'zlib'] } });
    await publish(nginx('1.2.3'), zlib('1.0'));
    await builder.apply({ nginx: { packages: ['zlib', 'nginx'] } });
    const [first, second] = await locks();
    expect(first).toMatchObject({ version: '1.2.3', reasons: ['first'] });
    expect(second).toMatchObject({ version: '1.0', changes: [], reasons: ['version', 'definition'] });
  });

  it('keeps its revision when only its channels change', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx('1.0.0'), zlib('1.0'));
    await builder.apply({ nginx: { channels: ['stable'] } });
    expect(await told()).toStrictEqual(['LockResolved', 'ChannelsAssigned']);
    expect(await builder.world.facts('ChannelsAssigned')).toMatchObject([{ revision: 1, channels: ['stable'] }]);
  });

  it('tells what a new snapshot changes, with the vulnerabilities that the packages say they fix', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx('1.0.0'), zlib('1.0', 'CVE-2025-0001'));
    const depends = ['zlib', 'pcre'];
    await publish(nginx('1.0.1', { depends }), zlib('1.1', 'CVE-2026-0002', 'CVE-2025-0001'), {
      name: 'pcre',
      version: '8',
    });
    await publish(nginx('1.0.2'), zlib('1.1', 'CVE-2026-0002', 'CVE-2025-0001'));
    const [, second, third] = await locks();
    const no = { fixed: [], lost: [] };
    expect(second).toMatchObject({ revision: 2, reasons: ['packages'], version: '1.0.1' });
    expect(second?.changes).toStrictEqual([
      { kind: 'updated', name: 'nginx', from: '1.0.0', to: '1.0.1', ...no },
      { kind: 'added', name: 'pcre', to: '8', ...no },
      { kind: 'updated', name: 'zlib', from: '1.0', to: '1.1', fixed: ['CVE-2026-0002'], lost: [] },
    ]);
    expect(third?.changes).toMatchObject([{ name: 'nginx' }, { kind: 'removed', name: 'pcre', from: '8' }]);
  });

  it('goes on to a higher revision with the older recipe when a release is withdrawn', async () => {
    await builder.apply({ nginx: {} });
    await publish(nginx('1.0.0'), zlib('1.0'));
    await publish(nginx('1.0.0'), zlib('1.1'));
    await publish(nginx('1.0.0'), zlib('1.0'));
    const [first, second, third] = await locks();
    expect(third).toMatchObject({ revision: 3, recipes: first?.recipes });
    expect(second?.recipes).not.toStrictEqual(first?.recipes);
    expect(third?.changes).toMatchObject([{ name: 'zlib', from: '1.1', to: '1.0' }]);
  });

  it('is asked for all images that read the archive, and for no other', async () => {
    const distribution = { release: 'debian/trixie', pockets: ['security'] };
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] }, other: { packages: ['zlib'], distribution } });
    await publish(nginx('1.0.0'), zlib('1.0'));
    expect((await locks()).map(({ image }) => image).sort()).toStrictEqual(['nginx', 'web']);
    const rows = await builder.world.queue.list({ kinds: ['lock'], limit: 10 });
    expect(rows.find(({ key }) => key.startsWith('other/'))).toMatchObject({ wanted: 1 });
  });

  it('is not made for a retired image', async () => {
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    await builder.apply({ web: { packages: ['nginx'] } });
    await publish(nginx('1.0.0'), zlib('1.0'));
    await builder.world.queue.enqueue([{ kind: 'lock', key: 'nginx/default/prod' }], {
      causes: [],
      correlationId: 'late',
    });
    await builder.world.settle();
    expect((await locks()).map(({ image }) => image)).toStrictEqual(['web']);
  });
});

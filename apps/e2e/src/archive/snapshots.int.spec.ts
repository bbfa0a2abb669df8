import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Snapshot, SnapshotSource } from '@quench/plugin-sdk';
import { type ArchiveFault, generateArchiveKey, MiniArchive, type MiniRelease } from '@quench/testing';
import { debHost, NO_APT, type DebHost } from './deb-host.js';

const MAIN: SnapshotSource = { origin: 'Debian', suite: 'trixie' };
const HELLO = { name: 'hello', version: '1.0-1', files: { 'usr/bin/hello': 'x' } };
const DAY_MS = 86_400_000;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);

describe('snapshots of an archive', () => {
  let archive: MiniArchive;
  let deb: DebHost;

  beforeEach(async () => {
    archive = await MiniArchive.start();
    await archive.publish('trixie', { put: [HELLO] });
    deb = await debHost({ archives: archive.configuration(), client: NO_APT });
  });
  afterEach(async () => {
    await deb.close();
    await archive.close();
  });

  const take = (previous?: Snapshot, source = MAIN): Promise<Snapshot | undefined> =>
    deb.plugin.snapshots.take(
      source,
      { previous, platforms: ['linux/amd64'], now: new Date().toISOString() },
      deb.host,
    );
  const taken = async (previous?: Snapshot): Promise<Snapshot> => {
    const snapshot = await take(previous);
    if (snapshot === undefined) throw new Error('nothing was taken');
    return snapshot;
  };
  const refused = (code: string, message?: RegExp): unknown =>
    expect.objectContaining({ name: 'PluginError', code, message: expect.stringMatching(message ?? /./) });

  it('name what was signed and by whom, and hold it', async () => {
    const snapshot = await taken();
    expect(snapshot).toMatchObject({ source: MAIN, freshness: 'checked', signedBy: [archive.key.fingerprint] });
    expect(snapshot.indexes).toHaveLength(1);
    const text = await deb.host.read(snapshot.indexes[0]?.plainDigest ?? 'sha256:', { maxBytes: 10_000 });
    expect(Buffer.from(text).toString()).toContain('Package: hello\n');
    expect(archive.requests.filter((path) => path.includes('/by-hash/'))).toHaveLength(1);
    expect(await deb.plugin.snapshots.check(snapshot, deb.host)).toEqual(snapshot);
  });

  it('are undefined while nothing changes, at the price of one request', async () => {
    const snapshot = await taken();
    const before = archive.requests.length;
    expect(await take(snapshot)).toBeUndefined();
    expect(archive.requests.slice(before)).toEqual(['/debian/dists/trixie/InRelease']);
  });

  it('say what changed between them', async () => {
    const put = [{ name: 'gone', version: '1' }, { name: 'kept', version: '1' }, HELLO];
    await archive.publish('trixie', { put });
    const before = await taken();
    await archive.publish('trixie', {
      put: [
        { ...HELLO, version: '1.0-2' },
        { name: 'new', version: '3' },
      ],
      remove: ['gone'],
    });
    const after = await taken(before);
    expect(await deb.plugin.snapshots.changes(before, after, deb.host)).toEqual({
      added: [{ name: 'new', to: '3' }],
      updated: [{ name: 'hello', from: '1.0-1', to: '1.0-2' }],
      removed: [{ name: 'gone', from: '1' }],
    });
    const { added } = await deb.plugin.snapshots.changes(undefined, after, deb.host);
    expect(added.map(({ name }) => name)).toEqual(['hello', 'kept', 'new']);
  });

  it.each<[ArchiveFault, string]>([
    ['forged', 'not-authentic'],
    ['truncated', 'not-authentic'],
    ['flipped-index', 'digest-mismatch'],
    ['missing-index', 'malformed-response'],
    ['throttled', 'registry-throttled'],
    ['unavailable', 'registry-unreachable'],
  ])('are refused from an archive that is %s: %s', async (fault, code) => {
    archive.misbehave(fault);
    await expect(take()).rejects.toMatchObject({ code });
  });

  it.each<[string, MiniRelease, string]>([
    ['has expired', { date: daysFromNow(-9), validUntil: daysFromNow(-2) }, 'expired'],
    ['names a shorter text than it unfolds to', { text: 'Package: other\n' }, 'archive-too-large'],
    ['names a longer text', { text: 'x'.repeat(9_999) }, 'not-authentic'],
    ['has another label', { label: 'Debian-Security' }, 'not-authentic'],
    ['has another origin', { origin: 'Example' }, 'not-authentic'],
  ])('are refused when the index %s', async (_what, release, code) => {
    await archive.publish('trixie', release);
    await expect(take()).rejects.toMatchObject({ code });
  });

  it('are refused when another key signs', async () => {
    await archive.publish('trixie', { key: await generateArchiveKey() });
    await expect(take()).rejects.toEqual(refused('not-authentic'));
  });

  it('expire also while nothing changes, and are not taken before their date', async () => {
    const snapshot = await taken();
    const later = { previous: snapshot, platforms: ['linux/amd64'], now: daysFromNow(30).toISOString() };
    await expect(deb.plugin.snapshots.take(MAIN, later, deb.host)).rejects.toEqual(refused('expired'));
    const early = { ...later, previous: undefined, now: daysFromNow(-5).toISOString() };
    await expect(deb.plugin.snapshots.take(MAIN, early, deb.host)).rejects.toEqual(refused('not-authentic', /to come/));
  });

  it('without an end are not called fresh, and never go back to an older one', async () => {
    await archive.publish('trixie', { validUntil: 'never' });
    await archive.publish('trixie', { validUntil: 'never', put: [{ ...HELLO, version: '1.0-2' }] });
    const newest = await taken();
    expect(newest).toMatchObject({ validUntil: undefined, freshness: 'unchecked' });
    expect(await deb.plugin.snapshots.check({ ...newest, freshness: 'checked' }, deb.host)).toEqual(newest);
    archive.misbehave('replayed');
    await expect(take(newest)).rejects.toEqual(refused('not-authentic', /replayed/));
  });

  it('name the one setting when no archive serves the suite', async () => {
    await expect(take(undefined, { origin: 'Debian', suite: 'bookworm' })).rejects.toEqual(
      refused('registry-not-configured', /sources\.list\.d/),
    );
  });

  describe('that a service was only told of', () => {
    const check = (snapshot: Snapshot): Promise<Snapshot> => deb.plugin.snapshots.check(snapshot, deb.host);

    it.each<[string, (snapshot: Snapshot) => Snapshot]>([
      ['of another source', (snapshot) => ({ ...snapshot, source: { origin: 'Debian-Security', suite: 'trixie' } })],
      ['without indexes', (snapshot) => ({ ...snapshot, indexes: [] })],
      ['with an index more', (s) => ({ ...s, indexes: [...s.indexes, ...s.indexes] })],
      [
        'with another index',
        (s) => ({ ...s, indexes: s.indexes.map((index) => ({ ...index, plainDigest: s.signed })) }),
      ],
      ['with an index as the signed one', (s) => ({ ...s, signed: s.indexes[0]?.plainDigest ?? s.signed })],
    ])('are refused %s', async (_what, forge) => {
      await expect(check(forge(await taken()))).rejects.toEqual(refused('not-authentic'));
    });

    it('say what was signed, whatever was told', async () => {
      const snapshot = await taken();
      const told = { ...snapshot, date: '2031-01-01T00:00:00.000Z', validUntil: undefined, signedBy: ['EVIL'] };
      expect(await check({ ...told, freshness: 'unchecked' })).toEqual(snapshot);
    });

    it('are missing when what they name is not held', async () => {
      const other = await debHost({ archives: archive.configuration(), client: NO_APT });
      const snapshot = await taken();
      await expect(other.plugin.snapshots.check(snapshot, other.host)).rejects.toMatchObject({
        code: 'content-missing',
      });
      await other.close();
    });
  });
});

describe("suites by apt's own sources", () => {
  let archive: MiniArchive;
  const hosts: DebHost[] = [];

  beforeAll(async () => {
    archive = await MiniArchive.start();
    for (const suite of ['trixie', 'trixie-security']) await archive.publish(suite, { put: [HELLO] });
  });
  afterAll(async () => {
    await Promise.all(hosts.map((each) => each.close()));
    await archive.close();
  });

  const takeBy = async (list: string, conf = ''): Promise<unknown> => {
    const files = new Map([
      ['/etc/apt/sources.list', list.replaceAll('BASE', archive.base())],
      ['/etc/apt/apt.conf', conf],
    ]);
    const made = await debHost({ client: { files, env: {} } });
    hosts.push(made);
    const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
    return made.plugin.snapshots.take(MAIN, options, made.host);
  };

  it('are not taken from an archive that no pinned key signed, whatever it calls itself', async () => {
    await expect(takeBy('deb BASE trixie main')).rejects.toMatchObject({ code: 'not-authentic' });
  });

  it('are not asked for at a base whose Signed-By shares no pinned key', async () => {
    const before = archive.requests.length;
    await expect(takeBy('deb [signed-by=/etc/apt/keyrings/own.gpg] BASE trixie main')).rejects.toMatchObject({
      code: 'registry-not-configured',
      message: expect.stringContaining('shares no key'),
    });
    expect(archive.requests).toHaveLength(before);
  });

  it('are not asked for at a base that is trusted without signatures', async () => {
    await expect(takeBy('deb [trusted=yes] BASE trixie main')).rejects.toMatchObject({
      code: 'registry-not-configured',
      message: expect.stringContaining('trusted=yes'),
    });
  });

  it('are not asked for at a base of something else', async () => {
    const before = archive.requests.length;
    await expect(takeBy('deb BASE cloud-tools main')).rejects.toMatchObject({ code: 'registry-not-configured' });
    expect(archive.requests).toHaveLength(before);
  });
});

describe('packages of an archive', () => {
  let archive: MiniArchive;
  let deb: DebHost;
  const fixed = (...ids: string[]): string =>
    ids.map((id) => `hello (1) trixie; urgency=high\n\n  * Fix ${id}.\n`).join('\n');

  beforeAll(async () => {
    archive = await MiniArchive.start();
    await archive.publish('trixie', {
      put: [
        { ...HELLO, version: '1:1.0-1', changelog: fixed('CVE-2025-0001', 'CVE-2025-0002') },
        { name: 'linked', version: '1', files: { 'usr/share/doc/linked': { type: '2', link: 'hello' } } },
      ],
    });
    deb = await debHost({ archives: archive.configuration(), client: NO_APT });
  });
  afterAll(async () => {
    await deb.close();
    await archive.close();
  });

  const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
  const resolved = async (name: string) => {
    const snapshot = await deb.plugin.snapshots.take(MAIN, options, deb.host);
    if (snapshot === undefined) throw new Error('nothing was taken');
    const { dependencies } = await deb.plugin.dependencies.resolve(
      new Map([['packages.txt', `${name}\n`]]),
      { platform: 'linux/amd64', snapshots: [snapshot], without: [] },
      deb.host,
    );
    const [dependency] = dependencies;
    if (dependency === undefined) throw new Error('nothing was resolved');
    return { snapshot, dependency };
  };
  const stored = async (name: string) => {
    const [artifact] = await deb.plugin.artifacts.locate([(await resolved(name)).dependency], deb.host);
    const held = artifact === undefined ? undefined : await deb.host.store(artifact);
    if (held === undefined) throw new Error('nothing was stored');
    return held;
  };

  it('are vouched for by the keys that signed the snapshot', async () => {
    const { snapshot, dependency } = await resolved('hello');
    const evidence = await deb.plugin.artifacts.verify(dependency, [snapshot], deb.host);
    expect(evidence).toEqual([{ kind: 'signature', by: archive.key.fingerprint }]);
  });

  it('are vouched for by nobody without their snapshot', async () => {
    const { snapshot, dependency } = await resolved('hello');
    const elsewhere = { ...dependency, from: { origin: 'Debian', suite: 'trixie-updates' } };
    expect(await deb.plugin.artifacts.verify(elsewhere, [snapshot], deb.host)).toEqual([]);
    expect(await deb.plugin.artifacts.verify({ ...dependency, version: '9' }, [snapshot], deb.host)).toEqual([]);
  });

  it('are not authentic with another digest', async () => {
    const { snapshot, dependency } = await resolved('hello');
    const forged = { ...dependency, sha256: snapshot.signed };
    await expect(deb.plugin.artifacts.verify(forged, [snapshot], deb.host)).rejects.toMatchObject({
      code: 'not-authentic',
    });
  });

  it.each<[ArchiveFault, unknown]>([
    ['missing-pool', undefined],
    ['flipped-pool', 'digest-mismatch'],
  ])('are not stored when the archive is %s', async (fault, expected) => {
    const { dependency } = await resolved('linked');
    const [artifact] = await deb.plugin.artifacts.locate([dependency], deb.host);
    archive.misbehave(fault);
    const outcome: unknown = await deb.host
      .store(artifact ?? { url: '', checksums: ['sha256:'], maxBytes: 0 })
      .catch((error) => error.code);
    archive.misbehave(undefined);
    expect(outcome).toBe(expected);
  });

  it('say by their changelogs which CVEs an update fixes and no longer names', async () => {
    const before = await stored('hello');
    const put = [{ ...HELLO, version: '1:1.0-2', changelog: fixed('CVE-2026-12345', 'CVE-2025-0002') }];
    await archive.publish('trixie', { put });
    const after = await stored('hello');
    const fixes = await deb.plugin.artifacts.fixes(before, after, deb.host);
    expect(fixes).toEqual({ fixed: ['CVE-2026-12345'], lost: ['CVE-2025-0001'] });
    expect(await deb.plugin.artifacts.fixes(undefined, after, deb.host)).toEqual({ fixed: [], lost: [] });
    expect(await deb.plugin.artifacts.fixes(before, await stored('linked'), deb.host)).toEqual({ fixed: [], lost: [] });
  });
});

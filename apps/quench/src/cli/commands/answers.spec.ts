import { describe, expect, it } from '@jest/globals';
import type { Verification } from '@quench/distributor-feature';
import type { ImageDiff } from '@quench/historian-feature';
import { MAIN_LINE } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { rebuiltLines } from './build.command.js';
import { outcomeLines } from './channel.command.js';
import { diffLines, lockLines, problemText } from './image.command.js';
import { frozenChannels, frozenLine } from '../frozen-channels.js';
import { archiveLine, catalogStatus, statusLines, type Status } from './status.command.js';
import { logLines } from './test.command.js';
import { everyLine, summaryLines } from './verify.command.js';

const digest = sha256('image');
const same: ImageDiff = { image: 'web', from: 1, to: 2, changes: [], definition: [], fixed: [], layers: undefined };

describe('what differs between two revisions', () => {
  it('is said of the definition when no package differs', () =>
    expect(diffLines({ ...same, definition: [{ key: 'env.LANG', to: '"C"' }] })).toEqual([
      'web revision 1 → 2',
      'packages: none differs',
      'definition  from  to',
      'env.LANG    -     "C"',
      'fixed: no CVE that the packages name',
    ]));

  it('is everything for the first', () => expect(diffLines({ ...same, from: 0, to: 1 })[0]).toBe('web first revision'));
});

describe('what came of a command on a channel', () => {
  const envelope = {
    ...{ id: 'x', stream: 'x', version: 1, occurredAt: 'x', commandId: 'x', causes: [], correlationId: 'x' },
    ...{ actor: { kind: 'person', id: 'x', authenticatedBy: 'x' } as const, producer: 'x' },
  };

  it('is told in words', () => {
    const data = { repository: 'web', tag: 'latest', reason: 'audit' };
    expect(outcomeLines('web:latest', [{ ...envelope, type: 'distributor.ChannelFrozen.v1', data }])).toEqual([
      'web:latest was frozen: audit',
    ]);
    expect(outcomeLines('web:latest', [])).toEqual(['nothing to do: web:latest is so already']);
  });
});

describe('what is served of a catalog', () => {
  it.each([
    [0, 'catalog    none yet'],
    [4, 'catalog    edition 4'],
  ])('is told of edition %i', (edition, line) =>
    expect(catalogStatus({ edition, refused: [], refusedSince: '' })).toEqual([line]),
  );

  it('is told with why the folder is not it', () =>
    expect(catalogStatus({ edition: 4, refused: ['a.yaml:1: x', 'b.yaml:2: y'], refusedSince: 'noon' })).toEqual([
      'catalog    edition 4; a folder is refused since noon, none of its edits is applied:',
      'refused    a.yaml:1: x',
      'refused    b.yaml:2: y',
    ]));
});

it('the problem of an image and where to read more are one sentence', () => {
  const see = 'quench why web';
  expect(problemText({ problem: 'Write the path that the link leads to.', see })).toBe(
    'Write the path that the link leads to; see: quench why web',
  );
  expect(problemText({ problem: 'no zlib', see })).toBe('no zlib; see: quench why web');
  expect(problemText({ problem: '', see: '' })).toBe('');
});

describe('an image that was built once more', () => {
  const other = sha256('other');
  const platform = { platform: 'linux/amd64', recipe: digest, published: digest, rebuilt: digest, equal: true };
  const rebuilt = { image: 'web', published: digest, rebuilt: digest, equal: true };

  it('names its platforms where it has several', () => {
    const arm64 = { ...platform, platform: 'linux/arm64', planted: [] };
    expect(rebuiltLines({ ...rebuilt, platforms: [{ ...platform, planted: [] }, arm64] })).toEqual([
      `web: equal, ${digest} (linux/amd64, linux/arm64)`,
    ]);
  });

  it('is told by its index, and its platforms only where there is more to say', () => {
    expect(rebuiltLines({ ...rebuilt, platforms: [{ ...platform, planted: [] }] })).toEqual([`web: equal, ${digest}`]);
    const differs = { ...platform, platform: 'linux/arm64', rebuilt: other, equal: false, planted: [digest] };
    const [published, now] = [digest, other].map((one) => one.slice(7, 19));
    const all = { ...rebuilt, rebuilt: other, equal: false, platforms: [{ ...platform, planted: [] }, differs] };
    expect(rebuiltLines(all)).toEqual([
      `web: DIFFERENT, published ${String(published)}, rebuilt ${String(now)}`,
      `  linux/arm64: DIFFERENT, published manifest ${String(published)}, rebuilt ${String(now)}; the layer cache held WRONG ${String(published)}, now replaced`,
    ]);
  });
});

it('a lock is told for each of its platforms', () => {
  const platformOf = (platform: string) => ({ platform, recipe: digest, packages: [], dropped: [] });
  const lock = {
    format: 1,
    image: 'web',
    ...MAIN_LINE,
    revision: 2,
    definition: digest,
    snapshots: [],
    plugin: 'deb/1',
  } as const;
  const said = (...platforms: readonly string[]) =>
    lockLines({ ...lock, platforms: platforms.map(platformOf) }).filter((line) => line.startsWith('web'));
  expect(said('linux/amd64')).toEqual([`web revision 2, recipe ${digest}`]);
  expect(said('linux/amd64', 'linux/arm64')).toEqual([
    `web revision 2 for linux/amd64, recipe ${digest}`,
    `web revision 2 for linux/arm64, recipe ${digest}`,
  ]);
});

it('a lock says what is held back, and by which rule', () => {
  const platform = { platform: 'linux/amd64', recipe: digest, packages: [], dropped: [] };
  const pin = {
    name: 'nginx',
    version: '1.26',
    offered: '2.0',
    purl: 'pkg:deb/debian/nginx',
    because: 'hold',
  } as const;
  const pins = ['linux/amd64', 'linux/arm64'].map((of) => ({ ...pin, platform: of, rule: 'hold: major' }));
  const lines = lockLines({
    ...{ format: 1, image: 'web', ...MAIN_LINE, revision: 2, definition: digest, snapshots: [], plugin: 'deb/1' },
    ...{ platforms: [platform], pins },
  });
  expect(lines.slice(-2)).toEqual(['held back:', '  nginx at 1.26, not 2.0: hold: major']);
});

describe('what was verified', () => {
  const checks = [
    { name: 'content', of: digest, ok: true, why: 'as named' },
    { name: 'signature', of: digest, ok: true, why: 'a' },
    { name: 'signature', of: 'child', ok: true, why: 'b' },
  ];
  const found: Verification = { repository: 'web', digest, ok: true, checks };

  it('is one line for each kind of thing', () =>
    expect(summaryLines(found)).toEqual([
      `web@${digest}: ok`,
      '  ok      content    as named',
      '  ok      signature  all 2 hold',
    ]));

  it('names everything that does not hold', () => {
    const bad = { name: 'signature', of: 'child', ok: false, why: 'signature-invalid: x' };
    expect(summaryLines({ ...found, ok: false, checks: [...checks, bad] })).toEqual([
      `web@${digest}: FAILED`,
      '  ok      content    as named',
      '  FAILED  signature  of child: signature-invalid: x',
    ]);
  });

  it('is a line for each when all is asked for', () => expect(everyLine(found)).toHaveLength(4));
});

it('the log of a test is as many lines as the program wrote', () =>
  expect(logLines({ platform: 'linux/amd64', outcome: 'failed', log: 'begins\r\nends\n' })).toEqual([
    ...['linux/amd64: failed', 'begins', 'ends', ''],
  ]));

it('a frozen channel in the status says where, since when and why, and what ends it', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const held = { index: digest, revision: 3, publication: 'x', retired: false, changedAt: since, reason: 'crashes.' };
  const channels = ['1.2', 'latest'].map((tag) => ({
    repository: 'web',
    ...MAIN_LINE,
    tag,
    frozen: tag === 'latest',
    ...held,
  }));
  expect(frozenChannels(channels).map(frozenLine)).toEqual([
    `frozen     web:latest at ${digest.slice(7, 19)}, revision 3, since ${since}: crashes; it follows again with: quench channel thaw web:latest`,
  ]);
});

it('the status names what a person stopped and nothing goes on by itself', () => {
  const work = { service: 'watcher', kind: 'poll', key: 'deb/Debian/trixie', reason: 'the mirror rests' };
  const status: Status = {
    ...{ gateway: '', converged: true, publicKey: '', catalog: { edition: 1, refused: [], refusedSince: '' } },
    ...{ waived: [], problems: [], archives: [], queues: [] },
    packages: [
      { package: 'pkg:npm/node', trouble: 'not-found: gone' },
      { package: 'pkg:npm/ws', trouble: '' },
    ],
    frozen: [{ channel: 'web:latest', digest, revision: 3, reason: 'crashes', since: 'noon', remedy: 'quench x' }],
    dropped: [{ ...work, remedy: 'quench y' }],
    lacking: ['tester'] as const,
    droppedUnread: ['builder'],
    ended: ['web/1 ended on 2027-04-30, use web/2'],
    waiting: { held: 1, overdue: 0, delayed: 0 },
  };
  const lines = statusLines(status, 'quench up');
  expect(lines.filter((line) => /^(?:ended|frozen|lacking|waiting|package|dropped) /.test(line))).toEqual([
    'lacking    no tester is wanted: nothing is tested, and so nothing new is published. To change that: quench cluster scale tester=1',
    'ended      web/1 ended on 2027-04-30, use web/2',
    `frozen     web:latest at ${digest.slice(7, 19)}, revision 3, since noon: crashes; it follows again with: quench x`,
    'waiting    1 update for a person; see: quench hold list',
    'package    pkg:npm/node  not-found: gone',
    'dropped    watcher: poll deb/Debian/trixie: the mirror rests; it runs again with: quench y',
    'dropped    builder has more than 10000 such items; of the others nothing is told here',
  ]);
});

describe('an archive in the status', () => {
  const archive = { archive: 'Debian trixie', date: '2026-01-01', freshness: 'unchecked', validUntil: '', trouble: '' };

  it.each([
    [{ freshness: 'checked', validUntil: '2026-01-08' }, 'valid until 2026-01-08'],
    [{}, 'its expiry is not checked: the index has no Valid-Until'],
    [
      { validUntil: '2026-01-08' },
      "its expiry (2026-01-08) is not checked: apt's configuration switches Valid-Until off",
    ],
  ])('says whether its expiry is checked, and why not: %j', (also, said) =>
    expect(archiveLine({ ...archive, ...also })).toBe(`archive    Debian trixie  2026-01-01  ${said}`),
  );

  it('that was not asked yet says so', () =>
    expect(archiveLine({ ...archive, date: '', freshness: '' })).toBe('archive    Debian trixie  not asked yet'));
});

import { MiniArchive, type MiniPackage } from '@quench/testing';
import { debHost, NO_APT } from '../archive/deb-host.js';

const HOST = 'http://archive.example';

const FIRST = new Date('2024-11-01T09:00:00Z');
const SECOND = new Date('2024-11-02T09:00:00Z');

const file = (path: string): Readonly<Record<string, string>> => ({ [path]: 'x\n' });
const tls = (version: string, changelog: string): MiniPackage => ({
  ...{ name: 'libtls3', version, changelog },
  files: file('usr/lib/x86_64-linux-gnu/libtls.so.3'),
  fields: { Depends: 'libz1, libc6' },
});
const OLD = 'libtls (3.0-1) trixie; urgency=high\n\n  * CVE-2024-1001\n';

const RELEASE: readonly MiniPackage[] = [
  { name: 'web', version: '1.26-2', files: file('usr/sbin/web'), fields: { Depends: 'libtls3 (>= 3), libc6' } },
  { name: 'libc6', version: '2.41-12', files: file('usr/lib/x86_64-linux-gnu/libc.so.6') },
  {
    name: 'libz1',
    version: '1:1.3.dfsg-1',
    files: file('usr/lib/x86_64-linux-gnu/libz.so.1'),
    fields: { Depends: 'libc6' },
  },
  tls('3.0-1', OLD),
];
const SECURITY: readonly MiniPackage[] = [{ name: 'web-doc', version: '1' }];
const MENDED: readonly MiniPackage[] = [
  tls('3.0-1+deb13u1', `libtls (3.0-1+deb13u1) trixie-security; urgency=high\n\n  * CVE-2024-1002\n\n${OLD}`),
  { name: 'young', version: '1' },
];

/** Every answer that an archive gave so far, by URL. */
async function answersOf(archive: MiniArchive): Promise<ReadonlyMap<string, Uint8Array>> {
  const origin = new URL(archive.base()).origin;
  const answers = new Map<string, Uint8Array>();
  for (const path of new Set(archive.requests)) {
    const answer = await fetch(origin + path);
    if (answer.ok) answers.set(HOST + path, new Uint8Array(await answer.arrayBuffer()));
  }
  return answers;
}

/** Has a plugin ask for everything that the samples ask for. */
async function ask(archive: MiniArchive): Promise<void> {
  const { plugin, host, close } = await debHost({ archives: archive.configuration(), client: NO_APT });
  const [platform, now] = ['linux/amd64', SECOND.toISOString()];
  const taken = [];
  for (const source of plugin.snapshots.sources('debian/trixie', ['release', 'security'])) {
    taken.push(await plugin.snapshots.take(source, { previous: undefined, platforms: [platform], now }, host));
  }
  const options = { platform, snapshots: taken.filter((one) => one !== undefined), without: [] };
  const { dependencies } = await plugin.dependencies.resolve(new Map([['packages.txt', 'web\n']]), options, host);
  for (const artifact of await plugin.artifacts.locate(dependencies, host)) await host.store(artifact);
  await close();
}

/** What the samples of the deb plugin speak of. */
export interface DebRecord {
  /** Armoured. */
  readonly key: string;
  readonly fingerprint: string;
  /** Bodies by URL. */
  readonly first: ReadonlyMap<string, Uint8Array>;
  /** Those that took their place a day later. */
  readonly later: ReadonlyMap<string, Uint8Array>;
}

/** Puts an archive up, and asks for everything that the samples ask for, on two days. */
export async function recordDeb(): Promise<DebRecord> {
  const archive = await MiniArchive.start();
  await archive.publish('trixie', { put: RELEASE, date: FIRST, validUntil: 'never' });
  await archive.publish('trixie-security', { put: SECURITY, date: FIRST });
  await ask(archive);
  const first = await answersOf(archive);
  await archive.publish('trixie-security', { put: MENDED, remove: ['web-doc'], date: SECOND });
  await ask(archive);
  const all = [...(await answersOf(archive))];
  await archive.close();
  const later = new Map(all.filter(([url, bytes]) => !Buffer.from(first.get(url) ?? '').equals(bytes)));
  return { key: archive.key.publicKey, fingerprint: archive.key.fingerprint, first, later };
}

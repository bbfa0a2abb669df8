import { NONROOT, type Account, type FinishInput, type ImageEntry } from '@quench/plugin-sdk';
import { bundle, trusted } from './certificates.js';
import { javaLinks } from './java-links.js';
import { javaTrustStore } from './java-trust-store.js';

const SYSTEM: readonly Account[] = [
  { name: 'root', uid: 0, gid: 0, home: '/root' },
  { name: 'nobody', uid: 65534, gid: 65534, home: '/nonexistent' },
];
const GROUPS: readonly (readonly [name: string, gid: number])[] = [
  ['root', 0],
  ['tty', 5],
  ['staff', 50],
  ['nogroup', 65534],
];

const NSSWITCH = ['passwd', 'group', 'hosts', 'networks', 'protocols', 'services']
  .map((name) => `${name}: ${name === 'hosts' ? 'files dns' : 'files'}\n`)
  .join('');
/** Engines mount their own over it; a bare runtime does not, and then `localhost` would not resolve. */
const HOSTS = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';

/** Its script makes the store that every Java runtime of Debian has a link to. */
const JAVA_TRUST = 'ca-certificates-java';

/** Where links of a package lead that other packages fill: without them the links would dangle. */
const FILLED_BY_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'nginx-common': ['usr/lib/nginx/modules'],
};

/** What an installed system has of no package, or of several. Wins over what a package has at the same path. */
export function finish({ packages, contributions, trust, accounts, mtime }: FinishInput): readonly ImageEntry[] {
  const all = allAccounts(accounts);
  const root = { uid: 0, gid: 0, mtime };
  const directory = (path: string, mode: number, owner: { uid: number; gid: number } = root): ImageEntry => ({
    type: 'directory',
    path,
    mode,
    ...owner,
    mtime,
  });
  const link = (path: string, target: string): ImageEntry => ({
    type: 'symlink',
    path,
    mode: 0o777,
    target,
    ...root,
  });
  const file = (path: string, content: Uint8Array): ImageEntry => ({
    type: 'file',
    path,
    mode: 0o644,
    content,
    ...root,
  });
  const text = (path: string, content: string): ImageEntry => file(path, new TextEncoder().encode(content));
  const certificates = bundle(contributions, trust);
  const forJava = packages.some(({ name }) => name === JAVA_TRUST) ? trusted(contributions, trust) : [];
  return [
    ...merged(packages).flatMap((name) => [directory(`usr/${name}`, 0o755), link(name, `usr/${name}`)]),
    ...['dev', 'etc', 'home', 'proc', 'run', 'sys', 'usr', 'var'].map((path) => directory(path, 0o755)),
    ...['run/lock', 'tmp', 'var/tmp'].map((path) => directory(path, 0o1777)),
    directory('root', 0o700),
    ...packages.flatMap(({ name }) => FILLED_BY_OTHERS[name] ?? []).map((path) => directory(path, 0o755)),
    ...javaLinks(packages).map(([path, target]) => link(path, target)),
    link('var/run', '/run'),
    link('var/lock', '/run/lock'),
    text('etc/passwd', all.map(passwdLine).join('')),
    text('etc/group', groupLines(all)),
    text('etc/nsswitch.conf', NSSWITCH),
    text('etc/hosts', HOSTS),
    ...homes(all).map(({ home, ...owner }) => directory(home.slice(1), homeMode(home), owner)),
    ...(certificates === undefined ? [] : [file('etc/ssl/certs/ca-certificates.crt', certificates)]),
    ...(forJava.length === 0 ? [] : [file('etc/ssl/certs/java/cacerts', javaTrustStore(forJava))]),
  ];
}

/** The dynamic loader of amd64 is in `lib64`; other architectures have none. */
const merged = (packages: FinishInput['packages']): readonly string[] =>
  packages.some(({ architecture }) => architecture === 'amd64')
    ? ['bin', 'sbin', 'lib', 'lib64']
    : ['bin', 'sbin', 'lib'];

/** The image's own accounts replace those of the same name. */
function allAccounts(accounts: readonly Account[]): readonly Account[] {
  const names = new Set(accounts.map(({ name }) => name));
  return [...SYSTEM, NONROOT, ...accounts]
    .filter((account, at) => at > SYSTEM.length || !names.has(account.name))
    .sort((a, b) => a.uid - b.uid || (a.name < b.name ? -1 : 1));
}

const passwdLine = ({ name, uid, gid, home }: Account): string =>
  `${name}:x:${uid}:${gid}:${name}:${home}:/sbin/nologin\n`;

/** A group per account of its own number; where two accounts share one, the first names it. */
function groupLines(accounts: readonly Account[]): string {
  const named = new Map<number, string>(GROUPS.map(([name, gid]) => [gid, name]));
  for (const { name, gid } of accounts) if (!named.has(gid)) named.set(gid, name);
  return [...named]
    .sort(([a], [b]) => a - b)
    .map(([gid, name]) => `${name}:x:${gid}:\n`)
    .join('');
}

/** Below these a directory may belong to an account; anything else is the system's. */
const HOME_ROOTS = ['/home/', '/var/lib/', '/srv/', '/opt/'];

/** Each home of an account, owned by the first that has it. */
function homes(accounts: readonly Account[]): readonly { home: string; uid: number; gid: number }[] {
  const owners = new Map<string, { uid: number; gid: number }>();
  for (const { home, uid, gid } of accounts) {
    if (HOME_ROOTS.some((root) => home.startsWith(root)) && !owners.has(home)) owners.set(home, { uid, gid });
  }
  return [...owners].map(([home, owner]) => ({ home, ...owner }));
}

const homeMode = (home: string): number => (home.startsWith('/home/') ? 0o700 : 0o750);

/**
 * Packages that others depend on for the sake of scripts that never run in an image. Part of `filterVersion`'s promise:
 * a lock that leaves out other names is another lock.
 */
const BY_REASON: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['asks questions while packages are configured', ['debconf', 'debconf-2.0', 'cdebconf', 'ucf']],
  ['makes users while packages are configured; the image has its own table', ['adduser', 'base-passwd', 'passwd']],
  ['starts and stops services of a whole system', ['init-system-helpers', 'lsb-base', 'sysvinit-utils']],
  ['moves directories of an installed system; the image is merged from the start', ['usrmerge', 'usr-is-merged']],
  ['the package manager', ['dpkg']],
  ['fetches package managers', ['node-corepack']],
  ['runs maintainer scripts and tools that are left out', ['perl', 'perl-base']],
  ['runs maintainer scripts and tools that are left out', ['awk', 'gawk', 'mawk', 'original-awk']],
  ['tools of a whole system', ['iproute2', 'sensible-utils', 'util-linux', 'libc-bin']],
  ['the command; the library stays', ['openssl']],
  ['registers documentation, which is left out', ['install-info']],
  ['translations and character sets, which are left out', ['locales', 'locales-all']],
  ['chooses between versions of one program; the image has one', ['java-common', 'postgresql-common']],
  ['wraps the client in scripts', ['postgresql-client-common', 'postgresql-client-15', 'postgresql-client-17']],
  ['makes a certificate while it is configured', ['ssl-cert']],
];

/** Sorted by name. */
export const unneeded: readonly { readonly name: string; readonly reason: string }[] = BY_REASON.flatMap(
  ([reason, names]) => names.map((name) => ({ name, reason })),
).sort((a, b) => (a.name < b.name ? -1 : 1));

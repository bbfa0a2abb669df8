import { MERGED } from './merged-path.js';

/** What `finish` makes; a package's entry of the same name is left out. Directories that both have are merged. */
const MADE: ReadonlySet<string> = new Set([
  ...MERGED,
  'var/run',
  'var/lock',
  'etc/passwd',
  'etc/group',
  'etc/nsswitch.conf',
  'etc/hosts',
  'etc/ssl/certs/ca-certificates.crt',
  'etc/ssl/certs/java/cacerts',
  // Never in an image: no account has a password.
  'etc/shadow',
  'etc/gshadow',
]);

/** @param path as a package writes it */
export const isMadeHere = (path: string): boolean => MADE.has(path);

import type { Install } from '@quench/plugin-sdk';
import { MERGED } from './merged-path.js';
import { RECORDS } from './records.js';

const ACCOUNTS = 'is made of the accounts; expected them under accounts';
const CERTIFICATES = 'is made of the certificates of packages and those under trust';
const PASSWORDS = 'is never in an image, since no account has a password; expected no such file';

/** What `finish` makes and packages are recorded in, in the words of a message: `/<path> <reason>`. */
export const reserved: Install['reserved'] = [
  ...MERGED.map((name) => ({ path: name, reason: `is a link; expected a path below /usr/${name}` })),
  { path: 'var/run', reason: 'is a link to /run, which is empty when the image starts; expected another path' },
  { path: 'var/lock', reason: 'is a link to /run/lock, which is empty when the image starts; expected another path' },
  { path: 'etc/passwd', reason: ACCOUNTS },
  { path: 'etc/group', reason: ACCOUNTS },
  { path: 'etc/shadow', reason: PASSWORDS },
  { path: 'etc/gshadow', reason: PASSWORDS },
  { path: 'etc/nsswitch.conf', reason: 'is the same in every image; expected no such file' },
  { path: 'etc/hosts', reason: 'is the same in every image, and engines put their own over it; expected no such file' },
  {
    path: 'etc/ssl/certs/ca-certificates.crt',
    reason: `${CERTIFICATES}; expected another path, and that path as SSL_CERT_FILE under env`,
  },
  { path: 'etc/ssl/certs/java/cacerts', reason: `${CERTIFICATES}; expected another path` },
  { path: RECORDS, reason: 'is where scanners read which packages there are; expected another path' },
];

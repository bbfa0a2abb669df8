import { join } from 'node:path';
import { digest as parseDigest, hex, type Digest } from '@quench/kernel';

/** Where writes are made before they have their names. */
export const incomingOf = (root: string): string => join(root, 'incoming');

/** @throws IntegrityFault `malformed-digest` */
export const folderOf = (root: string, digest: Digest): string =>
  join(root, 'sha256', hex(parseDigest(digest)).slice(0, 2));

/** @throws IntegrityFault `malformed-digest` */
export const pathOf = (root: string, digest: Digest): string => join(folderOf(root, digest), hex(digest).slice(2));

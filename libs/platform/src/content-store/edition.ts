import type { BigIntStats } from 'node:fs';

/** Names a file as it is: another once it was written to, or another was put in its place. */
export const editionOf = ({ dev, ino, size, ctimeNs }: BigIntStats): string => [dev, ino, size, ctimeNs].join(' ');

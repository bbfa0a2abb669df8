import type { LockedRelease } from '@quench/contracts';
import { IntegrityFault } from '@quench/kernel';

/** A version, and checksums by which its file is named now. */
export interface ToldRelease {
  readonly version: string;
  /** `<algorithm>:<hex>` */
  readonly checksums: readonly string[];
}

/**
 * Refuses other bytes under the version that a line has. A registry may name the same bytes by another algorithm, so that only
 * checksums of one algorithm contradict each other.
 * @throws IntegrityFault `release-altered`
 */
export function refuseAltered(last: LockedRelease | undefined, { version, checksums }: ToldRelease): void {
  if (last?.version !== version) return;
  const known = [last.sha256, ...last.checksums];
  const comparable = checksums.filter((one) => known.some((other) => algorithmOf(other) === algorithmOf(one)));
  if (comparable.length === 0 || comparable.some((one) => known.includes(one))) return;
  const [was] = known.filter((one) => algorithmOf(one) === algorithmOf(comparable[0] ?? ''));
  throw new IntegrityFault(
    'release-altered',
    `${last.purl} is another file now: ${comparable.join(', ')}, where the line has ${was ?? last.sha256}`,
  );
}

const algorithmOf = (checksum: string): string => checksum.slice(0, checksum.indexOf(':'));

import type { LockedPackage } from '@quench/contracts';
import { digest } from '@quench/kernel';
import type { Dependency, Purl } from '@quench/plugin-sdk';

/** A dependency as locks keep it. */
export const lockedPackage = ({ purl, sha256, size, requiredBy, ...rest }: Dependency): LockedPackage => ({
  purl,
  sha256,
  size,
  name: rest.name,
  version: rest.version,
  architecture: rest.architecture,
  source: rest.source,
  path: rest.path,
  from: { origin: rest.from.origin, suite: rest.from.suite },
  ...(requiredBy !== undefined && { requiredBy }),
});

/** The inverse of `lockedPackage`. */
export const lockedDependency = ({ purl, sha256, requiredBy, ...rest }: LockedPackage): Dependency => ({
  ...rest,
  purl: purl as Purl,
  sha256: digest(sha256),
  requiredBy,
});

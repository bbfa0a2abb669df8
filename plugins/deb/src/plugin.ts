import type { DistributionPlugin } from '@quench/plugin-sdk';
import { artifacts } from './artifacts/index.js';
import { install } from './install/index.js';
import { naming } from './naming/index.js';
import { registries } from './registries/index.js';
import { dependencies } from './resolver/index.js';
import { snapshots } from './snapshots/index.js';
import { versions } from './versions/index.js';

/** Debian's packages: signed archives, apt's resolution, dpkg's versions. */
export const deb = (): DistributionPlugin => ({
  api: 1,
  kind: 'distribution',
  ecosystem: 'deb',
  version: '1',
  registries,
  snapshots,
  naming,
  versions,
  dependencies: dependencies(naming),
  artifacts,
  install,
});

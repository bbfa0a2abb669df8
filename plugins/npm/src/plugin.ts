import type { ProjectPlugin } from '@quench/plugin-sdk';
import { artifacts } from './artifacts/index.js';
import { install } from './install/index.js';
import { dependencies } from './lock/index.js';
import { naming } from './naming/index.js';
import { registries } from './registries/index.js';
import { releases } from './releases/index.js';
import { versions } from './versions/index.js';

/** Packages of npm, for projects that have a package-lock.json. */
export const npm = (): ProjectPlugin => ({
  api: 1,
  kind: 'project',
  ecosystem: 'npm',
  version: '1',
  registries,
  naming,
  versions,
  releases,
  dependencies,
  artifacts,
  install,
});

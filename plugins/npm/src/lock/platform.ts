import { PluginError, type ProjectOptions } from '@quench/plugin-sdk';
import type { LockEntry } from './lock-entry.js';

const CPUS: Readonly<Record<string, string>> = { 'linux/amd64': 'x64', 'linux/arm64': 'arm64' };

/** A platform as npm names its parts. */
export interface NpmPlatform {
  readonly os: string;
  readonly cpu: string;
  readonly libc: string;
}

/** @throws PluginError `unsupported` */
export function npmPlatform({ platform, libc }: Pick<ProjectOptions, 'platform' | 'libc'>): NpmPlatform {
  const cpu = Object.hasOwn(CPUS, platform) ? CPUS[platform] : undefined;
  if (cpu !== undefined) return { os: 'linux', cpu, libc };
  const known = Object.keys(CPUS).join(', ');
  throw new PluginError('unsupported', `npm's packages for "${platform}" are not known. Known: ${known}.`);
}

/** Whether a package is made for a platform. */
export const runsOn = (entry: Pick<LockEntry, 'os' | 'cpu' | 'libc'>, platform: NpmPlatform): boolean =>
  allows(entry.os, platform.os) && allows(entry.cpu, platform.cpu) && allows(entry.libc, platform.libc);

/** `!win32` forbids one; without such a word, one of the list has to be it. */
function allows(list: readonly string[], value: string): boolean {
  if (list.length === 0 || (list.length === 1 && list[0] === 'any')) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((word) => word.startsWith('!'));
}

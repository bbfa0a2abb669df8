import { PluginError } from '@quench/plugin-sdk';

const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['linux/amd64', 'amd64'],
  ['linux/arm64', 'arm64'],
]);

/** Whether it is known which of Debian's architectures a platform is. */
export const isKnown = (platform: string): boolean => ARCHITECTURES.has(platform);

/** Debian's name for a platform: `amd64` for `linux/amd64`. @throws PluginError `unsupported` */
export function architectureOf(platform: string): string {
  const architecture = ARCHITECTURES.get(platform);
  if (architecture !== undefined) return architecture;
  const known = [...ARCHITECTURES.keys()].join(', ');
  throw new PluginError('unsupported', `Debian's packages for "${platform}" are not known. Known: ${known}.`);
}

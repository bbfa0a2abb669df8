import type { LineDefinition } from '@quench/contracts';
import type { Versions } from '@quench/plugin-sdk';
import { channelTemplate } from '../catalog/channel-template.js';
import type { UpdateDecision } from './decide-update.js';
import { judgeMissing } from './judge-missing.js';
import type { PlatformPackages, SourceUpdate } from './updates.js';

/** The packages of archives by whose versions an image is called: its own version, and its channels. */
export function namingPackages({
  packages,
  places = [],
  channels,
}: Pick<LineDefinition, 'packages' | 'places' | 'channels'>): readonly string[] {
  const templates = channels.map(channelTemplate);
  const inChannels = templates.flatMap((one) => (one.kind === 'version' ? [one.package] : []));
  const all = [...(places.length === 0 ? packages.slice(0, 1) : []), ...inChannels];
  return [...new Set(all)].filter((one) => !places.some(({ name }) => name === one));
}

/**
 * What becomes of an update that would give an image two names: it waits for the platform that is behind. Undefined where no
 * platform is.
 * @param naming the packages that name the image
 * @param now RFC 3339, as is `since`, when the update could first be had
 */
export function judgeApart(
  update: SourceUpdate,
  platforms: readonly PlatformPackages[],
  naming: readonly string[],
  { versions, ...times }: { readonly versions: Versions; readonly since: string; readonly now: string },
): (UpdateDecision & { readonly kind: 'wait' }) | undefined {
  const called = (version: string): string => versions.parts(version).join('.');
  for (const { name, after } of update.packages.filter((one) => naming.includes(one.name))) {
    const behind = platforms.find(({ could }) => {
      const there = could.find((one) => one.name === name);
      if (there === undefined || called(there.version) === called(after.version)) return false;
      return versions.order([there.version, after.version]).at(-1) === after.version;
    });
    if (behind !== undefined) {
      return judgeMissing({ what: `release: ${name} ${after.version}`, platform: behind.platform, ...times });
    }
  }
  return undefined;
}

import { Rejection } from '@quench/kernel';

/** What an image would be called by what it has on a platform. */
export interface PlatformVersion {
  readonly platform: string;
  readonly version: string;
  readonly channels: readonly string[];
  /** The leading numbers of the versions of what it places, by name. */
  readonly placed: ReadonlyMap<string, readonly number[]>;
}

/**
 * The version and channels that an image has on all of its platforms, with the same placed on each. An archive may have a
 * release for one architecture before it has it for another, as registries and their mirrors may, and a tag that says a
 * version is handed out for all of them.
 * @param platforms at least one
 * @throws Rejection `platforms-differ`
 */
export function versionOfAll(
  image: string,
  platforms: readonly PlatformVersion[],
): Pick<PlatformVersion, 'version' | 'channels'> {
  const [first, ...others] = platforms;
  if (first === undefined) throw new RangeError('an image has at least one platform');
  const other = others.find((one) => words(one) !== words(first));
  if (other === undefined) return { version: first.version, channels: first.channels };
  throw new Rejection(
    'platforms-differ',
    `${image} would be ${words(first)} for ${first.platform} and ${words(other)} for ${other.platform}. ` +
      'It waits until the same can be had for both',
  );
}

function words({ version, channels, placed }: PlatformVersion): string {
  const own = `${version} (${channels.join(', ')})`;
  const names = [...placed].map(([name, parts]) => `${name} ${parts.join('.')}`);
  return names.length === 0 ? own : `${own} with ${names.join(', ')}`;
}

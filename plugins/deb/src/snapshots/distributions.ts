import { PluginError, type SnapshotSource } from '@quench/plugin-sdk';

/** The releases whose keys are pinned. */
const RELEASES = ['trixie', 'bookworm'];

/** Which archive serves a pocket, by its verified label, and what follows the release's name. */
const POCKETS: Readonly<Record<string, { readonly origin: string; readonly suffix: string }>> = {
  release: { origin: 'Debian', suffix: '' },
  updates: { origin: 'Debian', suffix: '-updates' },
  security: { origin: 'Debian-Security', suffix: '-security' },
};

/**
 * The suites of a distribution such as `debian/trixie`, in the order of its pockets.
 * @throws PluginError `malformed-input`
 */
export function sources(distribution: string, pockets: readonly string[]): readonly SnapshotSource[] {
  const [family, release = '', ...rest] = distribution.split('/');
  if (family !== 'debian' || !RELEASES.includes(release) || rest.length > 0) {
    const known = RELEASES.map((name) => `debian/${name}`);
    const message = `The distribution "${distribution}" is not known. Known: ${known.join(', ')}.`;
    throw new PluginError('malformed-input', message, { known });
  }
  return [...new Set(pockets)].map((pocket) => {
    const found = Object.hasOwn(POCKETS, pocket) ? POCKETS[pocket] : undefined;
    if (found !== undefined) return { origin: found.origin, suite: release + found.suffix };
    const known = Object.keys(POCKETS).join(', ');
    throw new PluginError('malformed-input', `${distribution} has no pocket "${pocket}". Known: ${known}.`);
  });
}

/**
 * Whether a suite that apt lists is one of Debian's: only then may its base serve Debian's other suites. The names decide
 * whom to ask, never whom to trust.
 */
export const isDebianSuite = (suite: string): boolean =>
  /^(?:(?:old)*stable|testing|unstable|sid|buster|bullseye|bookworm|trixie|forky|duke)(?:-(?:updates|security|backports|proposed-updates))?(?:\/updates)?$/.test(
    suite,
  );

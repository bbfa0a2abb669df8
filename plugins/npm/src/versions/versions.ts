import semver from 'semver';
import { PluginError, type ProjectVersions, type Step } from '@quench/plugin-sdk';

/** The registry has not always been strict, and what it once took it still lists. */
const LOOSE = { loose: true } as const;
/** Of what a person writes, nothing is passed over. */
const STRICT = { loose: false } as const;

/** Semantic versions, as npm itself reads and orders them. Build metadata makes no difference. */
export const versions: ProjectVersions = {
  order: (list) => {
    list.forEach(parseVersion);
    return [...list].sort((a, b) => semver.compare(a, b, LOOSE));
  },
  classify,
  isPrerelease: (version) => parseVersion(version).prerelease.length > 0,
  parts: (version) => {
    const { major, minor, patch } = parseVersion(version);
    return [major, minor, patch];
  },
  matching: (list, constraint) => {
    if (constraint.trim() === '' || semver.validRange(constraint, STRICT) === null) {
      throw new PluginError(
        'malformed-input',
        `"${constraint.slice(0, 100)}" is no range of npm. Expected one such as 22, ^1.2.0 or ~1.2.`,
      );
    }
    return list.filter((version) => semver.satisfies(parseVersion(version).version, constraint, LOOSE));
  },
};

function classify(from: string, to: string): Step {
  const before = parseVersion(from);
  const after = parseVersion(to);
  const order = semver.compare(from, to, LOOSE);
  if (order === 0) return 'same';
  if (order > 0) return 'backwards';
  // Before its release a version promises nothing, not even to be like the prerelease before.
  if (before.prerelease.length > 0 || after.prerelease.length > 0) return 'unknown';
  // Of 0.x, npm's caret takes no new minor: what is minor by its number may break.
  if (!semver.satisfies(to, `^${before.version}`, LOOSE)) return 'major';
  return before.minor === after.minor ? 'patch' : 'minor';
}

/**
 * Whether a range does not allow a version that is installed. False where one of them is none: tags, aliases and addresses
 * are no ranges; and of `*`, which npm takes prereleases for, too.
 */
export function isOutside(version: string, range: string): boolean {
  const known = semver.validRange(range, LOOSE);
  if (known === null || known === '*' || semver.parse(version, LOOSE) === null) return false;
  return !semver.satisfies(version, range, LOOSE);
}

/**
 * Reads a version as npm does: old ones, such as `1.0.0beta`, are versions too. Nothing stands before or behind it.
 * @throws PluginError `malformed-input`
 */
export function parseVersion(version: string): NonNullable<ReturnType<typeof semver.parse>> {
  const parsed = /^\d/.test(version) && !/\s/.test(version) ? semver.parse(version, LOOSE) : null;
  if (parsed !== null) return parsed;
  throw new PluginError('malformed-input', `Not a version of npm: "${version.slice(0, 100)}". Expected 1.2.3.`);
}

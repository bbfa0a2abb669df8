import { PluginError, type Registry, type SnapshotSource } from '@quench/plugin-sdk';
import { pinnedKeys } from '../keys/index.js';
import { isDebianSuite } from './distributions.js';
import { keysOf, lists, suitesOf } from './trust.js';

/**
 * Which bases to ask for a suite, the likeliest first: archives of one's own that name it, those of apt that list it,
 * and, since no apt lists every release, those that list another suite of Debian. What they answer decides whether they
 * are the source's archive.
 * @throws PluginError `registry-not-configured`
 */
export function candidates(registries: readonly Registry[], { origin, suite }: SnapshotSource): readonly Registry[] {
  const added = registries.filter((registry) => registry.details['added'] === true && lists(registry, suite));
  if (added.length > 0) return added;
  const ofApt = registries.filter(
    (registry) => registry.details['added'] !== true && suitesOf(registry).some(isDebianSuite),
  );
  const usable = ofApt.filter((registry) => complaint(registry, suite) === undefined);
  const listed = usable.filter((registry) => lists(registry, suite));
  const kind = suite.split('-')[1];
  const others = usable.filter((registry) => !listed.includes(registry));
  const alike = others.filter((registry) => suitesOf(registry).some((other) => other.split('-')[1] === kind));
  const ordered = listed.length > 0 ? listed : [...alike, ...others.filter((registry) => !alike.includes(registry))];
  if (ordered.length > 0) return onePerBase(ordered);
  throw notConfigured(
    { origin, suite },
    ofApt.flatMap((registry) => complaint(registry, suite) ?? []),
  );
}

/** The one error for a suite that no base serves; it names the setting. */
export const notConfigured = ({ origin, suite }: SnapshotSource, complaints: readonly string[]): PluginError =>
  new PluginError(
    'registry-not-configured',
    [
      `No configured archive serves ${suite} of ${origin}.`,
      ...complaints,
      `Add it to apt (/etc/apt/sources.list.d) or to "archives" in Quench's configuration.`,
    ].join(' '),
  );

/** Why a registry of apt may not be asked. */
function complaint(registry: Registry, suite: string): string | undefined {
  const { refused, pinned } = registry.details;
  if (typeof refused === 'string') return `${registry.base} is refused: ${refused}.`;
  if (pinned === undefined || pinnedKeys(suite).length === 0 || keysOf(registry, suite).length > 0) return undefined;
  return `${registry.base} is refused: its Signed-By shares no key with those pinned for ${suite}.`;
}

function onePerBase(registries: readonly Registry[]): readonly Registry[] {
  return registries.filter(({ base }, at) => registries.findIndex((other) => other.base === base) === at);
}

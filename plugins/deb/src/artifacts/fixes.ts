import { PluginError, type Artifacts, type ArchiveEntry, type HeldFile, type Host } from '@quench/plugin-sdk';

/** Of a .deb and of what it unfolds to; the largest of Debian's packages have a few gigabytes. */
const LIMITS = { maxBytes: 2 * 1024 * 1024 * 1024, maxEntries: 500_000 };
const MAX_CHANGELOG_BYTES = 64 * 1024 * 1024;
/** Raised when {@link idsIn} or the choice of the changelog changes. */
const KEY = 'deb-changelog-cves-1';

/**
 * The CVE ids that the changelogs of two packages differ by. The difference of the sets, since windows of versions name
 * fixes of other branches too, and trimmed changelogs are trimmed alike.
 */
export const fixes: Artifacts['fixes'] = async (before, after, host) => {
  const old = before === undefined ? undefined : await idsOf(before, host);
  const now = old === undefined ? undefined : await idsOf(after, host);
  // A package that points to another one's changelog says nothing of its own, so nothing was fixed or lost by it.
  if (old === undefined || now === undefined) return { fixed: [], lost: [] };
  return { fixed: now.filter((id) => !old.includes(id)), lost: old.filter((id) => !now.includes(id)) };
};

/** Sorted. Undefined for a package without a changelog. */
async function idsOf(file: HeldFile, host: Host): Promise<readonly string[] | undefined> {
  const derived = await host.derive(
    KEY,
    [file.digest],
    async ([deb = new Uint8Array()]) => {
      const changelog = await changelogOf(deb, host);
      return new TextEncoder().encode(changelog === undefined ? NONE : idsIn(changelog).join('\n'));
    },
    { maxBytes: LIMITS.maxBytes },
  );
  const text = new TextDecoder().decode(derived);
  return text === NONE ? undefined : text.split('\n').filter((id) => id !== '');
}

const NONE = 'none';

const idsIn = (text: string): readonly string[] => [...new Set(text.match(/CVE-\d{4}-\d{4,}/g))].sort();

async function changelogOf(deb: Uint8Array, host: Host): Promise<string | undefined> {
  const members = await host.unpack(deb, LIMITS);
  const data = members.find(({ path }) => /^data\.tar(?:\.|$)/.test(path));
  if (data === undefined) throw new PluginError('malformed-response', 'A .deb has no member data.tar.');
  const entries = await host.unpack(data.content, LIMITS);
  const changelog = CHANGELOGS.map((name) => entries.find((entry) => isDoc(entry, name))).find(
    (entry) => entry !== undefined,
  );
  if (changelog === undefined) return undefined;
  const text = await host.decompress(changelog.content, { maxBytes: MAX_CHANGELOG_BYTES });
  return new TextDecoder('latin1').decode(text);
}

/** A native package has only the second. */
const CHANGELOGS = ['changelog.Debian.gz', 'changelog.gz'];

const isDoc = ({ path, type }: ArchiveEntry, name: string): boolean =>
  type === 'file' && /^usr\/share\/doc\/[^/]+\/[^/]+$/.test(path) && path.endsWith(`/${name}`);

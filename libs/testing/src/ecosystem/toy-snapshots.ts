import {
  PluginError,
  type Host,
  type PackageChange,
  type Snapshot,
  type Snapshots,
  type SnapshotSource,
} from '@quench/plugin-sdk';
import { TOY_BASE, TOY_KEY, type ToyIndexEntry, type ToySuite } from './toy-archive.js';

const MAX_BYTES = 1_000_000;
const POCKETS: Readonly<Record<string, SnapshotSource>> = {
  release: { origin: 'Example', suite: 'trixie' },
  updates: { origin: 'Example', suite: 'trixie-updates' },
  security: { origin: 'Example-Security', suite: 'trixie-security' },
};

/** The release of the distribution after that. */
const NEXT = { distribution: 'debian/forky', sources: [{ origin: 'Example', suite: 'forky' }] };

const notAuthentic = (why: string): PluginError => new PluginError('not-authentic', why);

async function verified(bytes: Uint8Array, source: SnapshotSource, host: Host) {
  const { text, signedBy } = await host.verifyClearsigned(bytes, [TOY_KEY]);
  const suite = JSON.parse(text) as ToySuite;
  if (suite.origin !== source.origin || suite.suite !== source.suite) throw notAuthentic('signed for another suite');
  return { suite, signedBy };
}

async function fetched(path: string, host: Host): Promise<Uint8Array> {
  const bytes = await host.get(`${TOY_BASE}${path}`, { maxBytes: MAX_BYTES });
  if (bytes === undefined) throw new PluginError('malformed-response', `The archive has no ${path}`);
  return bytes;
}

const snapshotOf = (
  { suite, signedBy }: Awaited<ReturnType<typeof verified>>,
  { signed, platforms }: { readonly signed: Snapshot['signed']; readonly platforms: readonly string[] },
): Snapshot => ({
  source: { origin: suite.origin, suite: suite.suite },
  ...{ signed, date: suite.date, validUntil: suite.validUntil, freshness: 'checked', signedBy },
  indexes: platforms.map((platform) => ({ path: 'index', platform, digest: suite.index, plainDigest: suite.index })),
});

/** Everything that a snapshot vouches for. */
export async function releasesOf(snapshot: Snapshot, host: Host): Promise<readonly ToyIndexEntry[]> {
  const [index] = snapshot.indexes;
  if (index === undefined) return [];
  const asIs = ([text]: readonly Uint8Array[]): Uint8Array => text ?? new Uint8Array();
  const bytes = await host.derive('toy-index', [index.plainDigest], asIs, { maxBytes: MAX_BYTES });
  return JSON.parse(Buffer.from(bytes).toString());
}

/** Suites with one signed text and one index each. */
export const toySnapshots: Snapshots = {
  sources(distribution, pockets) {
    if (distribution === NEXT.distribution) return NEXT.sources;
    if (distribution !== 'debian/trixie') {
      throw new PluginError('malformed-input', `"${distribution}" is not known.`, { known: ['debian/trixie'] });
    }
    return pockets.flatMap((pocket) => POCKETS[pocket] ?? []);
  },
  async take(source, { previous, platforms, now }, host) {
    const bytes = await fetched(`${source.suite}/signed`, host);
    const found = await verified(bytes, source, host);
    const { date, validUntil, index: named } = found.suite;
    if (validUntil !== undefined && validUntil < now) throw new PluginError('expired', `valid until ${validUntil}`);
    if (previous?.signed === host.hash(bytes)) return undefined;
    if (previous !== undefined && date < previous.date) throw notAuthentic(`older than ${previous.date}`);
    const index = await fetched(`${source.suite}/index`, host);
    if (host.hash(index) !== named) throw new PluginError('malformed-response', 'The index is not the signed one');
    await host.keep(index);
    return snapshotOf(found, { signed: (await host.keep(bytes)).digest, platforms });
  },
  async check(snapshot, host) {
    const bytes = await host.read(snapshot.signed, { maxBytes: MAX_BYTES });
    const found = await verified(bytes, snapshot.source, host);
    const told = snapshot.indexes.map(({ plainDigest }) => plainDigest);
    if (told.length === 0 || told.some((digest) => digest !== found.suite.index)) {
      throw notAuthentic('its index is not the signed one');
    }
    const platforms = snapshot.indexes.map(({ platform }) => platform);
    return snapshotOf(found, { signed: snapshot.signed, platforms });
  },
  async changes(before, after, host) {
    const versions = async (of: Snapshot | undefined): Promise<ReadonlyMap<string, string>> =>
      new Map(of && (await releasesOf(of, host)).map(({ name, version }) => [name, version]));
    const [from, to] = [await versions(before), await versions(after)];
    const names = [...new Set([...from.keys(), ...to.keys()])].sort();
    const changed = names
      .map((name): PackageChange => ({ name, ...given('from', from.get(name)), ...given('to', to.get(name)) }))
      .filter((one) => one.from !== one.to);
    return {
      added: changed.filter((one) => one.from === undefined),
      updated: changed.filter((one) => one.from !== undefined && one.to !== undefined),
      removed: changed.filter((one) => one.to === undefined),
    };
  },
};

const given = <K extends string>(key: K, value: string | undefined): { readonly [k in K]?: string } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: string };

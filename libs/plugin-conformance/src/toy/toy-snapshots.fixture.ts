import { PluginError, type Digest, type Host, type Snapshot, type Snapshots } from '@quench/plugin-sdk';
import { TOY_KEY } from './toy-tools.fixture.js';

const MAX_BYTES = 100_000;
const SUITES: ReadonlyMap<string, string> = new Map([
  ['main', 'one'],
  ['fixes', 'one-fixes'],
]);

/** A line of an index. */
export interface Listed {
  readonly name: string;
  readonly version: string;
  readonly sha256: Digest;
  readonly size: number;
  readonly depends: readonly string[];
}

const refuse = (code: PluginError['code'], why: string): never => {
  throw new PluginError(code, why);
};

/** Where the archive is. @throws PluginError `registry-not-configured` */
export const baseOf = ({ registries }: Pick<Host, 'registries'>): string =>
  registries[0]?.base ?? refuse('registry-not-configured', 'no base in /etc/toy.conf');

/** All that a snapshot vouches for. @throws PluginError `malformed-response` */
export async function listedIn({ indexes }: Pick<Snapshot, 'indexes'>, host: Host): Promise<readonly Listed[]> {
  const [index] = indexes;
  if (index === undefined) return [];
  const text = await host.derive('toy-index', [index.plainDigest], ([bytes]) => bytes ?? new Uint8Array(), {
    maxBytes: MAX_BYTES,
  });
  const lines = new TextDecoder().decode(text).split('\n').slice(0, -1);
  return lines.map((line) => {
    const [, name = '', version = '', digest = '', size, depends = ''] =
      /^(\S+) (\S+) sha256:([0-9a-f]{64}) (\d+) (\S*)$/.exec(line) ?? [];
    if (name === '') return refuse('malformed-response', `the index has the line "${line}"`);
    return {
      name,
      version,
      sha256: `sha256:${digest}`,
      size: Number(size),
      depends: depends.split(',').filter(Boolean),
    };
  });
}

async function verified(message: Uint8Array, { origin, suite }: Snapshot['source'], host: Host) {
  const { text, signedBy } = await host.verifyClearsigned(message, [TOY_KEY]);
  const [, from, of, date = '', digest = '', size] =
    /^origin (\S+)\nsuite (\S+)\ndate (\S+)\nindex sha256:([0-9a-f]{64}) (\d+)\n$/.exec(text) ?? [];
  if (from !== origin || of !== suite) return refuse('not-authentic', `signed for ${String(from)} ${String(of)}`);
  const index: Digest = `sha256:${digest}`;
  return { date, signedBy, index, size: Number(size) };
}

const versionsIn = async (snapshot: Snapshot | undefined, host: Host): Promise<ReadonlyMap<string, string>> =>
  new Map(snapshot && (await listedIn(snapshot, host)).map(({ name, version }) => [name, version]));

/** Suites with one signed text and one index. */
export const toySnapshots: Snapshots = {
  sources: (distribution, pockets) =>
    pockets.map((pocket) => {
      const suite = distribution === 'toy/one' ? SUITES.get(pocket) : undefined;
      return suite === undefined
        ? refuse('malformed-input', `${distribution} has no pocket ${pocket}`)
        : { origin: 'Toy', suite };
    }),
  take: async (source, { previous, platforms }, host) => {
    const folder = `${baseOf(host)}${source.suite}/`;
    const message =
      (await host.get(`${folder}signed`, { maxBytes: MAX_BYTES })) ?? refuse('not-found', `no suite ${source.suite}`);
    const { date, signedBy, index, size } = await verified(message, source, host);
    if (previous?.signed === host.hash(message)) return undefined;
    if (previous !== undefined && date < previous.date) refuse('not-authentic', `older than ${previous.date}`);
    const held = await host.store({ url: `${folder}index`, checksums: [index], maxBytes: size });
    if (held === undefined) return refuse('malformed-response', `${folder}index is not there`);
    const { digest: signed } = await host.keep(message);
    const indexes = platforms.map((platform) => ({ path: 'index', platform, digest: index, plainDigest: index }));
    return { source, signed, date, validUntil: undefined, freshness: 'unchecked', signedBy, indexes };
  },
  check: async (snapshot, host) => {
    const message = await host.read(snapshot.signed, { maxBytes: MAX_BYTES });
    const { date, signedBy, index } = await verified(message, snapshot.source, host);
    const told = snapshot.indexes.flatMap(({ digest, plainDigest }) => [digest, plainDigest]);
    if (told.some((digest) => digest !== index)) refuse('not-authentic', 'its index is not the signed one');
    return { ...snapshot, date, signedBy };
  },
  changes: async (before, after, host) => {
    const [from, to] = [await versionsIn(before, host), await versionsIn(after, host)];
    const names = [...new Set([...from.keys(), ...to.keys()])].sort();
    const both = names.flatMap((name) => {
      const [old, now] = [from.get(name), to.get(name)];
      return old === undefined || now === undefined || old === now ? [] : [{ name, from: old, to: now }];
    });
    const only = (here: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>) =>
      names
        .flatMap((name) => (there.has(name) ? [] : [{ name, version: here.get(name) }]))
        .filter(({ version }) => version);
    return {
      added: only(to, from).map(({ name, version = '' }) => ({ name, to: version })),
      updated: both,
      removed: only(from, to).map(({ name, version = '' }) => ({ name, from: version })),
    };
  },
};

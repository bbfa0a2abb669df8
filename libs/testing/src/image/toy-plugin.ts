import type { Bundled, Contribution, DistributionPlugin, ImageEntry, Install } from '@quench/plugin-sdk';

/** Bound on a toy package. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What a toy package holds: image entries, contents in base64. */
export type ToyEntry = Omit<ImageEntry, 'content'> & { readonly content?: string; readonly target?: string };

export interface ToyPackage {
  readonly entries: readonly ToyEntry[];
  readonly contributions?: readonly { readonly name: string; readonly content: string }[];
  readonly bundled?: readonly Bundled[];
}

/** A package as bytes. */
export const toyBytes = (content: ToyPackage): Uint8Array => Buffer.from(JSON.stringify(content));

const entryOf = ({ content, ...rest }: ToyEntry): ImageEntry =>
  (rest.type === 'file' ? { ...rest, content: Buffer.from(content ?? '', 'base64') } : rest) as ImageEntry;

/** What no program needs to run. */
const isToBuild = (path: string): boolean => /^usr\/include(?:\/|$)/.test(path);

const install: Install = {
  filterVersion: 1,
  unneeded: [],
  reserved: [],
  entries: async (file, host, taken = 'to-run') => {
    const bytes = await host.read(file.digest, { maxBytes: MAX_BYTES });
    const { entries, contributions = [], bundled = [] } = JSON.parse(Buffer.from(bytes).toString()) as ToyPackage;
    if (entries.some(({ path }) => path === 'crash')) process.exit(3);
    return {
      entries: entries.filter(({ path }) => taken === 'to-build' || !isToBuild(path)).map(entryOf),
      contributions: contributions.map(({ name, content }): Contribution => ({ name, content: Buffer.from(content) })),
      bundled,
    };
  },
  whole: async (file, host) => (await install.entries(file, host, 'to-build')).entries,
  finish: ({ contributions, trust = [], accounts, packages, mtime }) => {
    const owned = { uid: 0, gid: 0, mtime };
    const text = (path: string, content: string): ImageEntry => ({
      ...owned,
      ...{ type: 'file', path, mode: 0o644, content: Buffer.from(content) },
    });
    return [
      { ...owned, type: 'symlink', path: 'bin', mode: 0o777, target: 'usr/bin' },
      { ...owned, type: 'directory', path: 'etc', mode: 0o755 },
      { ...owned, type: 'directory', path: 'tmp', mode: 0o1777 },
      text('etc/accounts', accounts.map(({ name, uid }) => `${name}:${String(uid)}\n`).join('')),
      text('etc/contributions', contributions.map(({ content }) => Buffer.from(content).toString()).join('')),
      ...trust.map(({ name, content }) => text(`etc/trust/${name}`, Buffer.from(content).toString())),
      text('etc/packages', packages.map(({ name }) => `${name}\n`).join('')),
    ];
  },
};

/** An ecosystem whose packages are JSON, for tests that need one which can be loaded in a thread. It only installs. */
export const toyPlugin = {
  api: 1,
  kind: 'distribution',
  ecosystem: 'toy',
  version: '1',
  install,
} as unknown as DistributionPlugin;

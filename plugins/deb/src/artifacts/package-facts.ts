import type { ArchiveEntry, HeldFile, Host } from '@quench/plugin-sdk';
import { mergedPath } from '../install/index.js';
import { openDeb } from '../package-file/index.js';
import { elfImports } from './elf-imports.js';

/** What one package is compared by. Paths are those of an image. */
export interface PackageFacts {
  /** By path: what differs when the file does. */
  readonly files: Readonly<Record<string, string>>;
  /** By name. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly setuid: readonly string[];
  readonly listeners: readonly string[];
}

/** Raised when what is looked at changes. */
const KEY = 'deb-facts-1';
const SET_ID = 0o6000;
const WAITS = ['accept', 'accept4', 'listen'];

/** Computed once for each package. */
export async function packageFacts(file: HeldFile, host: Host): Promise<PackageFacts> {
  const facts = await host.derive(
    KEY,
    [file.digest],
    async () => new TextEncoder().encode(JSON.stringify(await read(file, host))),
    { maxBytes: file.size },
  );
  return JSON.parse(new TextDecoder().decode(facts)) as PackageFacts;
}

async function read(file: HeldFile, host: Host): Promise<PackageFacts> {
  const { entries, scripts } = await openDeb(file, host);
  const files = entries.filter(({ type }) => type !== 'directory');
  const paths = (which: (entry: ArchiveEntry) => boolean): readonly string[] =>
    files.filter(which).map(({ path }) => mergedPath(path));
  return {
    files: Object.fromEntries(files.map((entry) => [mergedPath(entry.path), tokenOf(entry, host)])),
    scripts: Object.fromEntries([...scripts].map(([name, script]) => [name, host.hash(script)])),
    setuid: paths(({ type, mode }) => type === 'file' && (mode & SET_ID) !== 0),
    listeners: paths(({ type, content }) => type === 'file' && waits(content)),
  };
}

const tokenOf = ({ type, target, content }: ArchiveEntry, host: Host): string =>
  type === 'file' ? host.hash(content) : `${type} ${target ?? ''}`;

function waits(content: Uint8Array): boolean {
  const imports = elfImports(content);
  return WAITS.some((name) => imports.has(name));
}

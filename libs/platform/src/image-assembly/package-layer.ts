import { readFile } from 'node:fs/promises';
import { IntegrityFault, Rejection, sha256, TransientFault } from '@quench/kernel';
import type { ImageEntry, Install, PackageContent, Taken } from '@quench/plugin-sdk';
import { unpackArchive } from '../archives/index.js';
import { withParents } from './directories.js';
import { placedEntries } from './placed-entries.js';
import type { LoadedPlugin } from '../threads/index.js';
import type { LayerResult, PackageFacts, PackageInput } from './layer-job.js';
import { writeTar } from './tar-writer.js';

/** The plugin of each ecosystem, as far as it installs. */
export type Installs = ReadonlyMap<string, Pick<LoadedPlugin, 'kind' | 'install'>>;

/**
 * The layer of some packages: a function of their bytes, what is taken of them, the plugin's filter and the codec alone.
 * @throws Rejection `path-collision` between them, `ecosystem-unknown`; IntegrityFault `digest-mismatch`;
 *   TransientFault `package-unreadable`
 */
export async function packageLayer(
  packages: readonly PackageInput[],
  taken: Taken,
  installs: Installs,
): Promise<LayerResult> {
  const facts: PackageFacts[] = [];
  const byPath = new Map<string, { readonly entry: ImageEntry; readonly purl: string }>();
  for (const input of packages) {
    const { entries, ...found } = await openPackage(input, taken, installs);
    facts.push(found);
    for (const entry of entries) {
      const first = byPath.get(entry.path);
      if (first === undefined) byPath.set(entry.path, { entry, purl: input.purl });
      else if (first.entry.type !== 'directory' || entry.type !== 'directory') {
        throw collision(entry.path, [first.purl, input.purl], OTHER_PACKAGES);
      }
    }
  }
  return { tar: writeTar([...byPath.values()].map(({ entry }) => entry)), packages: facts };
}

/** One package with all of its files, as a test mounts it. @throws as {@link packageLayer}, but for `path-collision` */
export async function wholePackage(input: PackageInput, installs: Installs): Promise<Pick<LayerResult, 'tar'>> {
  const entries = await installOf(input, installs).whole(...(await opened(input)));
  return { tar: writeTar(withParents(entries)) };
}

/** Some programs of a package, where it has them, and nothing else of it. @throws as {@link wholePackage} */
export async function programsOf(
  input: PackageInput,
  names: readonly string[],
  installs: Installs,
): Promise<Pick<LayerResult, 'tar'>> {
  const entries = await installOf(input, installs).whole(...(await opened(input)));
  const paths = new Set(names.map((name) => `usr/bin/${name}`));
  return { tar: writeTar(withParents(entries.filter(({ path }) => paths.has(path)))) };
}

/** What to change when it is packages that do not go together. */
export const OTHER_PACKAGES = 'Name other packages in the definition: these cannot be in one image';

/**
 * @param owners who came first and who later; each a purl, `image` or a part of the definition
 * @param remedy what to change in the definition
 */
export const collision = (path: string, owners: readonly [string, string], remedy: string): Rejection =>
  new Rejection(
    'path-collision',
    `/${path} is in ${owners.join(' and in ')}, and not as a directory in both. ${remedy}`,
  );

async function openPackage(
  input: PackageInput,
  taken: Taken,
  installs: Installs,
): Promise<PackageFacts & { readonly entries: readonly ImageEntry[] }> {
  const { entries, contributions, bundled } = await contentOf(input, taken, installs);
  // One time per package: it must not depend on what else is in the image, or an update would change every layer.
  const mtime = entries.reduce((newest, entry) => Math.max(newest, entry.mtime), 0);
  const dated = withParents(entries.map((entry) => ({ ...entry, mtime })));
  return {
    purl: input.purl,
    mtime,
    directories: dated.flatMap((entry) =>
      entry.type === 'directory' ? [{ path: entry.path, mode: entry.mode, uid: entry.uid, gid: entry.gid }] : [],
    ),
    others: dated.flatMap((entry) => (entry.type === 'directory' ? [] : [entry.path])),
    // Copies: a view would carry the whole unpacked archive along to the other thread.
    contributions: contributions.map(({ name, content }) => ({ name, content: Uint8Array.from(content) })),
    bundled,
    entries: dated,
  };
}

async function contentOf(input: PackageInput, taken: Taken, installs: Installs): Promise<PackageContent> {
  const { release } = input;
  const [file, host] = await opened(input);
  if (release === undefined) return installOf(input, installs).entries(file, host, taken);
  const plugin = pluginOf(input, installs, 'project');
  return placedEntries(release, plugin.install, [file, host]);
}

const installOf = (input: PackageInput, installs: Installs): Install =>
  pluginOf(input, installs, 'distribution').install;

function pluginOf<Kind extends LoadedPlugin['kind']>(
  { ecosystem, purl }: PackageInput,
  installs: Installs,
  kind: Kind,
): Extract<LoadedPlugin, { kind: Kind }> {
  const plugin = installs.get(ecosystem);
  if (plugin?.kind === kind) return plugin as Extract<LoadedPlugin, { kind: Kind }>;
  throw new Rejection('ecosystem-unknown', `No plugin installs ${purl}: its ecosystem is not configured`);
}

/** A package and a host that reads nothing else. */
async function opened(input: PackageInput): Promise<Parameters<Install['whole']>> {
  const bytes = await verifiedBytes(input);
  return [
    { digest: input.digest, size: input.size },
    { read: () => Promise.resolve(bytes), unpack: unpackArchive, hash: sha256 },
  ];
}

/** Nothing of a package is read before its digest is known to be right. */
async function verifiedBytes({ file, digest, size, purl }: PackageInput): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new TransientFault('package-unreadable', `The file of ${purl} cannot be read: ${file}`, { cause });
  });
  const found = sha256(bytes);
  if (found === digest && bytes.length === size) return bytes;
  throw new IntegrityFault(
    'digest-mismatch',
    `The file of ${purl} has ${String(bytes.length)} bytes and digest ${found}; locked are ${String(size)} and ${digest}`,
  );
}

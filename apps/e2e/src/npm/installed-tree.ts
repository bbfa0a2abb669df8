import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { FolderContentStore } from '@quench/platform/content-store';
import { createPluginHost } from '@quench/platform/plugin-host';
import { npm } from '@quench/plugin-npm';
import type { ImageEntry, Project, ProjectLink, ProjectOptions } from '@quench/plugin-sdk';

/** What is at each path: mode and hash of a file, the text of a link. Folders are there as far as something is in them. */
export type Tree = ReadonlyMap<string, string>;

/** npm's note of what it installed; nothing reads it when a program runs. */
const NOTE = 'node_modules/.package-lock.json';

const hash = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const file = (mode: number, content: Uint8Array): string => `${(mode & 0o7777).toString(8)} ${hash(content)}`;
const link = (target: string): string => `-> ${target}`;
const sorted = (tree: ReadonlyMap<string, string>): Tree => new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What is in the folders called `node_modules` of a project. */
export async function treeIn(folder: string): Promise<Tree> {
  const tree = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!/(?:^|\/)node_modules\//.test(path) || path === NOTE) continue;
    if (entry.isSymbolicLink()) tree.set(path, link(await readlink(join(folder, path))));
    else if (entry.isFile()) {
      tree.set(path, file((await lstat(join(folder, path))).mode, await readFile(join(folder, path))));
    }
  }
  return sorted(tree);
}

/** The texts that a project's dependencies are resolved from. */
export async function readProject(folder: string): Promise<Project> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isFile() || /(?:^|\/)node_modules\//.test(path)) continue;
    texts.set(path, await readFile(join(folder, path), 'utf8'));
  }
  return texts;
}

/** What the plugin makes of a project. Bytes come into the content store in `cache`. */
export async function installProject(folder: string, options: ProjectOptions, cache: string): Promise<Tree> {
  const plugin = npm();
  const content = new FolderContentStore(join(cache, 'content'));
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(cache, 'derived') });
  try {
    const project = await readProject(folder);
    const { dependencies, links } = await plugin.dependencies.resolve(project, options, host);
    const tree = new Map<string, string>();
    for (const [at, artifact] of (await plugin.artifacts.locate(dependencies, host)).entries()) {
      const held = await host.store(artifact);
      const dependency = dependencies[at];
      if (held === undefined || dependency === undefined) throw new Error(`${artifact.url} is gone`);
      await plugin.artifacts.verify(dependency, held, host);
      const context = { dependency, folder: '', withoutScripts: options.withoutScripts };
      for (const entry of (await plugin.install.entries(held, context, host)).entries) put(entry, tree);
    }
    for (const one of links)
      if (isThere(one, links, project)) tree.set(one.path, link(relative(dirname(one.path), one.target)));
    return sorted(tree);
  } finally {
    await host.close();
  }
}

function put(entry: ImageEntry, tree: Map<string, string>): void {
  if (tree.has(entry.path)) throw new Error(`Two packages have ${entry.path}`);
  if (entry.type === 'file') tree.set(entry.path, file(entry.mode, entry.content));
  else if (entry.type === 'symlink') tree.set(entry.path, link(entry.target));
  else throw new Error(`${entry.path} is a ${entry.type}`);
}

/** Folders are; a program is when the project has its file. */
function isThere({ kind, target }: ProjectLink, links: readonly ProjectLink[], project: Project): boolean {
  const folder = links.find(({ path }) => target.startsWith(`${path}/`));
  return (
    kind === 'folder' || project.has(folder === undefined ? target : folder.target + target.slice(folder.path.length))
  );
}

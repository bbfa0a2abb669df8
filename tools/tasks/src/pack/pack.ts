import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { root } from '../run-program.js';
import { readBuild } from './read-build.js';

/** The definition, and the folder that it takes its project from. */
const DEFINITION = 'quench.yaml';
const PROJECT = 'quench';

/**
 * Writes Quench's own image into a catalog folder: the definition, and what was built here as its project. What an earlier
 * call wrote there is replaced, and nothing else is touched.
 * @returns the exit code
 */
export async function pack(args: readonly string[]): Promise<number> {
  const [folder, ...more] = args;
  if (folder === undefined || more.length > 0 || folder.startsWith('-')) return refuse('usage: ./quench pack DIR');
  const catalog = resolve(folder);
  if (!(await isOurs(join(catalog, PROJECT)))) {
    return refuse(`${join(catalog, PROJECT)} is not what pack writes. Name another folder, or move it away`);
  }
  const files = await readBuild(root);
  await rm(join(catalog, PROJECT), { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(catalog, PROJECT, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await copyFile(join(root, 'deploy/image', DEFINITION), join(catalog, DEFINITION));
  process.stdout.write(`${join(catalog, DEFINITION)}, with a project of ${String(files.size)} files\n`);
  return 0;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

/** Whether a folder may be replaced: it is not there, or was written here. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly name?: string };
    return name === '@quench/packed';
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'ENOENT' && !(await exists(folder));
  }
}

const exists = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    (fault: unknown) => (fault as NodeJS.ErrnoException).code !== 'ENOENT',
  );

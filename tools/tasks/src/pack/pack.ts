import { copyFile, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { root } from '../run-program.js';
import { readBuild } from './read-build.js';

/** The definition, and the folder that it takes its project from. */
const DEFINITION = 'quench.yaml';
const PROJECT = 'quench';

/**
 * Writes Quench's own image into a catalog folder: the definition, and what was built here as its project. What an earlier
 * call wrote there is replaced, and nothing else is touched. Each is written beside its place and renamed into it, so that
 * who reads the folder meanwhile, or calls again after an interruption, finds no half.
 * @returns the exit code
 */
export async function pack(args: readonly string[]): Promise<number> {
  const [folder, ...more] = args;
  if (folder === undefined || more.length > 0 || folder.startsWith('-')) return refuse('usage: ./quench pack DIR');
  const places = placesIn(resolve(folder));
  const theirs = await foreignIn(places);
  if (theirs !== undefined) {
    return refuse(`${theirs} is there, and not of what pack writes. Name another folder, or move it away`);
  }
  const files = await readBuild(root);
  await rm(places.newProject, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = join(places.newProject, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await copyFile(join(root, 'deploy/image', DEFINITION), places.newDefinition);
  await putInPlace(places);
  process.stdout.write(`${places.definition}, with a project of ${String(files.size)} files\n`);
  return 0;
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

interface Places {
  readonly definition: string;
  readonly project: string;
  /** Hidden, as nothing is that a catalog reads; on the same disk. */
  readonly newDefinition: string;
  readonly newProject: string;
  readonly oldProject: string;
}

const placesIn = (catalog: string): Places => ({
  definition: join(catalog, DEFINITION),
  project: join(catalog, PROJECT),
  newDefinition: join(catalog, `.${DEFINITION}.new`),
  newProject: join(catalog, `.${PROJECT}.new`),
  oldProject: join(catalog, `.${PROJECT}.old`),
});

/** What is there that pack may not replace; undefined when nothing is, or all was written by it. */
async function foreignIn({ definition, project, oldProject }: Places): Promise<string | undefined> {
  if (await exists(project)) return (await isPacked(project)) ? undefined : project;
  // An earlier call may have ended between two renames.
  return (await exists(definition)) && !(await isPacked(oldProject)) ? definition : undefined;
}

/** A folder takes the place of another only when that is gone. */
async function putInPlace({ definition, project, newDefinition, newProject, oldProject }: Places): Promise<void> {
  if (await exists(project)) {
    await rm(oldProject, { recursive: true, force: true });
    await rename(project, oldProject);
  }
  await rename(newProject, project);
  await rename(newDefinition, definition);
  await rm(oldProject, { recursive: true, force: true });
}

async function isPacked(folder: string): Promise<boolean> {
  try {
    const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly name?: string };
    return name === '@quench/packed';
  } catch {
    return false;
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (fault: unknown) => (fault as NodeJS.ErrnoException).code !== 'ENOENT',
  );

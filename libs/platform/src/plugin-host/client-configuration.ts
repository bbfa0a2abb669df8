import { glob, readFile, stat } from 'node:fs/promises';
import { Rejection } from '@quench/kernel';
import type { ClientConfiguration, Registries } from '@quench/plugin-sdk';
import { atItsBeginning, type Environment } from './file-patterns.js';
import { configurationText } from './openpgp-text.js';

const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_FILES = 1000;

/**
 * Reads what a plugin wants to know of its ecosystem's client: the texts of the files that exist, in the order of the
 * patterns, those of one pattern by name, and the variables that it names or that the texts do.
 * @param env the environment of this process
 * @throws Rejection `client-configuration-too-large`
 */
export async function readClientConfiguration(
  registries: Pick<Registries, 'files' | 'env' | 'mentioned'>,
  env: Environment,
): Promise<ClientConfiguration> {
  const files = new Map<string, string>();
  for (const pattern of registries.files) {
    for (const path of await matches(await atItsBeginning(pattern, env))) {
      const text = files.get(path) ?? (await textOf(path));
      if (text !== undefined) files.set(path, text);
    }
    if (files.size > MAX_FILES) throw tooLarge(`${pattern} matches more than ${MAX_FILES} files`);
  }
  const names = [...registries.env, ...(registries.mentioned?.(files) ?? [])];
  const named = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && names.some((wanted) => isNamed(name, wanted)) ? [[name, value] as const] : [],
  );
  return { files, env: Object.fromEntries(named) };
}

const isNamed = (name: string, wanted: string): boolean =>
  wanted.endsWith('*') ? name.toLowerCase().startsWith(wanted.slice(0, -1).toLowerCase()) : name === wanted;

async function matches(pattern: string | undefined): Promise<readonly string[]> {
  if (pattern === undefined) return [];
  if (!/[*?[{]/.test(pattern)) return [pattern];
  const found: string[] = [];
  for await (const path of glob(pattern)) found.push(path);
  return found.sort();
}

/** Undefined for what is no file, and for what only root may read: the client of this user does not see it either. */
async function textOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  if (found.size > MAX_FILE_BYTES) throw tooLarge(`${path} has ${found.size} bytes`);
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined ? undefined : configurationText(bytes);
}

const tooLarge = (what: string): Rejection =>
  new Rejection('client-configuration-too-large', `The client's configuration is too large: ${what}.`);

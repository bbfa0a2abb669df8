import { PluginError, type Project } from '@quench/plugin-sdk';
import { jsonObject, type JsonObject } from '../json/index.js';
import type { Graph } from './graph.js';
import { readNeeds, type Needs } from './lock-entry.js';
import type { LockFile } from './lock-file.js';
import { nameAt } from './lock-path.js';
import { manifestOf, notOverridden, outOfRange, readOverrides } from './ranges.js';
import { unknownWorkspace } from './workspaces.js';

/**
 * Checks that the lock file was made from the package.json of the project and of each of its folders that packages are in.
 * What `npm ci` takes is never refused, so what it would say has to be sure. Nothing is said of `overrides` that are nested,
 * for some versions or no ranges, and of ranges that they replace; of aliases, tags, addresses and folders; of peers, which
 * `--legacy-peer-deps` passes over; and of workspaces whose patterns have more than stars.
 * @throws PluginError `malformed-input` for a missing manifest, and for one that asks for something else than the lock file has
 */
export function checkManifests(project: Project, { name, entries }: LockFile, graph: Graph): void {
  const folders = [...entries.values()].filter(({ path, unused }) => nameAt(path) === undefined && !unused);
  const read = (path: string): JsonObject => {
    const text = project.get(manifestOf(path));
    if (text !== undefined) return jsonObject(text, manifestOf(path), 'malformed-input');
    throw malformed(`The project has no ${manifestOf(path)}, which ${name} was made from.`);
  };
  const refuse = (problem: string | undefined): void => {
    if (problem !== undefined) throw malformed(`${name} ${problem}. Run npm install, and commit it.`);
  };
  const root = read('');
  const overrides = readOverrides(root);
  for (const { path, needs } of folders) {
    const wanted = readNeeds(read(path));
    const difference = firstDifference(wanted, needs);
    if (difference !== undefined) refuse(`was made from another ${manifestOf(path)}: they differ in ${difference}`);
    refuse(outOfRange({ path, needs: wanted }, graph, overrides));
  }
  const workspace = unknownWorkspace(project, root, entries);
  if (workspace !== undefined) refuse(`has no ${workspace}, which is a workspace of package.json`);
  refuse(notOverridden(graph, overrides));
}

/** A name that is not asked for alike. */
function firstDifference(wanted: Needs, locked: Needs): string | undefined {
  for (const kind of ['required', 'optional', 'peer', 'dev'] as const) {
    const names = new Set([...wanted[kind].keys(), ...locked[kind].keys()]);
    for (const each of names) if (wanted[kind].get(each) !== locked[kind].get(each)) return each;
  }
  return undefined;
}

const malformed = (message: string): PluginError => new PluginError('malformed-input', message);

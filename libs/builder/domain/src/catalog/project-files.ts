import type { DefinitionFile } from '@quench/contracts';
import type { Assets } from './assets.js';
import type { WrittenProject } from './written-definition.js';

/** Where an ecosystem would put packages: what somebody installed beside the definition is not what is locked. */
const INSTALLED = /(?:^|\/)node_modules(?:\/|$)/;

/** The files of a project's folder in the catalog, by their path in it. */
export const filesOfProject = ({ from }: WrittenProject, assets: Assets): Assets =>
  new Map(
    [...assets]
      .filter(([path]) => path.startsWith(`${from}/`))
      .map(([path, asset]) => [path.slice(from.length + 1), asset] as const)
      .filter(([path]) => !INSTALLED.test(path)),
  );

/** A project's own files as files of the image: everybody may read them, and root alone may change them. */
export const projectFiles = (
  project: Readonly<Record<string, WrittenProject>>,
  assets: Assets,
): Readonly<Record<string, DefinitionFile>> =>
  Object.fromEntries(
    Object.entries(project).flatMap(([path, one]) =>
      [...filesOfProject(one, assets)].map(([file, asset]) => [
        `${path}/${file}`,
        { ...asset, mode: 0o644, uid: 0, gid: 0 },
      ]),
    ),
  );

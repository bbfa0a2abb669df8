import type { ProjectLink } from '@quench/plugin-sdk';

/** What links of a project come to in an image. */
export interface PlacedLinks {
  /** Their texts by absolute path. */
  readonly links: Readonly<Record<string, string>>;
  /** Absolute paths of the project's own programs, which are to be executable. */
  readonly programs: readonly string[];
}

/**
 * The links of a project at its place.
 * @param folder the project's, from the root of the image
 * @param files absolute paths of the definition's files: of a program that is not among them, there is no link
 */
export function placedLinks(
  folder: string,
  all: readonly ProjectLink[],
  files: Readonly<Record<string, object>>,
): PlacedLinks {
  const there = all.flatMap((link) => {
    const file = `${folder}/${fileOf(link.target, all)}`;
    return link.kind === 'folder' || Object.hasOwn(files, file) ? [{ ...link, file }] : [];
  });
  return {
    links: Object.fromEntries(there.map(({ path, target }) => [`${folder}/${path}`, textOf(path, target)])),
    programs: there.filter(({ kind }) => kind === 'program').map(({ file }) => file),
  };
}

/** Where a target leads behind the links of folders. */
function fileOf(target: string, all: readonly ProjectLink[]): string {
  const through = all.find(({ kind, path }) => kind === 'folder' && target.startsWith(`${path}/`));
  return through === undefined ? target : through.target + target.slice(through.path.length);
}

/** From the folder that a link is in to its target; both paths relative to one folder. */
function textOf(path: string, target: string): string {
  const from = path.split('/').slice(0, -1);
  const to = target.split('/');
  const differs = to.findIndex((part, at) => part !== from[at]);
  const shared = differs < 0 ? to.length : differs;
  const text = [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
  return text === '' ? '.' : text;
}

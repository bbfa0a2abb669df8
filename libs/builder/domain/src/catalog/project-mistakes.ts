import { didYouMean } from '@quench/kernel';
import type { Assets } from './assets.js';
import type { Mistake } from './mistake.js';
import { isWithin, whyHidden } from './place-mistakes.js';
import { filesOfProject } from './project-files.js';
import type { SoundParts } from './sound-parts.js';

/** Projects that have no files, or that cannot be where they are asked for. */
export function projectMistakes({ written: { project = {}, files = {}, place = {} } }: SoundParts, assets: Assets) {
  const paths = Object.keys(project);
  return Object.entries(project).flatMap(([path, one]): readonly Mistake[] => {
    const at = ['project', path];
    const mistake = (message: string): readonly Mistake[] => [[at, `${at.join('.')}: ${message}`]];
    const hidden = whyHidden(path);
    const file = [...Object.keys(files), ...Object.keys(place)].find((other) => isWithin(path, other));
    const outer = paths.find((other) => other !== path && isWithin(path, other));
    return [
      ...(hidden === undefined ? [] : mistake(hidden)),
      ...(file === undefined ? [] : mistake(`${file} is there, too; expected a path that is not at or below it`)),
      ...(outer === undefined ? [] : mistake(`${outer} is a project, too; expected a path that is not below it`)),
      ...(filesOfProject(one, assets).size > 0 ? [] : mistake(noFolder(one.from, assets))),
    ];
  });
}

function noFolder(from: string, assets: Assets): string {
  const folders = new Set([...assets.keys()].flatMap((path) => path.split('/').slice(0, -1)[0] ?? []));
  return `the catalog folder has no folder "${from}" with files in it.${didYouMean(from, [...folders])}`;
}

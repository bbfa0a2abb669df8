import type { Mistake } from './mistake.js';
import type { SoundParts } from './sound-parts.js';

/** Folders that every engine mounts something over: what an image has there is not seen when it runs. */
const MOUNTED = ['/dev', '/proc', '/run', '/sys', '/tmp'];
/** Of those, the ones that are the kernel's: nothing can be mounted in them. */
const KERNEL = ['/dev', '/proc', '/sys'];

/** Why nothing can be seen at a path when the image runs; undefined where it can. */
export function whyHidden(path: string): string | undefined {
  const mounted = MOUNTED.find((folder) => isWithin(path, folder));
  return mounted === undefined ? undefined : `${mounted} ${HIDDEN}`;
}

/** Files, volumes and a workdir that cannot be where they are asked for, whatever the packages bring. */
export function placeMistakes({ written: { files = {}, volumes = [], workdir } }: SoundParts): readonly Mistake[] {
  const paths = Object.keys(files);
  const below = (path: string): string | undefined => paths.find((file) => path.startsWith(`${file}/`));
  const places = paths.flatMap((path): readonly Mistake[] => {
    const at = ['files', path];
    const hidden = whyHidden(path);
    if (hidden !== undefined) return [[at, `files.${path}: ${hidden}`]];
    const file = below(path);
    return file === undefined
      ? []
      : [[at, `files.${path}: ${file} is a file, too; expected a path that is not below it`]];
  });
  const folders = [
    ...volumes.map((path, index) => ({ path, at: ['volumes', index], key: 'volumes' })),
    ...(workdir === undefined ? [] : [{ path: workdir, at: ['workdir'], key: 'workdir' }]),
  ];
  const onFiles = folders.flatMap(({ path, at, key }): readonly Mistake[] => {
    const file = paths.includes(path) ? path : below(path);
    return file === undefined
      ? []
      : [[at, `${key}: "${path}" cannot be a folder, since files has ${file}; expected another path`]];
  });
  const onKernel = volumes.flatMap((path, index): readonly Mistake[] => {
    const folder = KERNEL.find((one) => isWithin(path, one));
    return folder === undefined
      ? []
      : [
          [
            ['volumes', index],
            `volumes: "${path}" is the kernel's; expected a path that is not below ${KERNEL.join(', ')}`,
          ],
        ];
  });
  return [...places, ...onFiles, ...onKernel];
}

const HIDDEN = `is mounted over when the image runs; expected a path that is not below ${MOUNTED.join(', ')}`;

/** Whether a plain path is a folder or in it. */
export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

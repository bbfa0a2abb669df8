import type { ChangedContents } from '@quench/contracts';

/** So many paths are told of each kind; `--json` has more. */
const SHOWN = 5;

/** What is in packages otherwise than in those that an image has, one line for each thing that a person would look at. */
export const contentLines = (contents: readonly ChangedContents[]): readonly string[] => contents.flatMap(ofPackage);

function ofPackage({
  name: called,
  platforms,
  scripts,
  setuid,
  listeners,
  ...files
}: ChangedContents): readonly string[] {
  const { added, removed, changed, paths } = files;
  const name = platforms === undefined ? called : `${called} for ${platforms.join(' and ')}`;
  return [
    `files of ${name}: ${String(added)} added, ${String(removed)} removed, ${String(changed)} changed${few(paths, ': ')}`,
    ...(scripts.length === 0
      ? []
      : [`scripts of ${name}, which do not run here: ${scripts.map((one) => `${one.name} ${one.change}`).join(', ')}`]),
    ...(setuid.length === 0 ? [] : [`setuid in ${name}, and nowhere in an image${few(setuid, ': ')}`]),
    ...(listeners.length === 0 ? [] : [`can wait for connections now, in ${name}${few(listeners, ': ')}`]),
  ];
}

/** After `before`; nothing where there are none. */
function few(paths: readonly string[], before: string): string {
  if (paths.length === 0) return '';
  const more = paths.length > SHOWN ? ', …' : '';
  return `${before}${paths.slice(0, SHOWN).join(', ')}${more}`;
}

import type { Finding, StructureCheck, StructureRule } from './finding.js';
import type { TreeEntry } from './tree-entry.js';

const SHELLS = new Set(
  [
    'sh',
    'bash',
    'rbash',
    'dash',
    'ash',
    'zsh',
    'csh',
    'tcsh',
    'ksh',
    'ksh93',
    'mksh',
    'lksh',
    'yash',
    'fish',
    'posh',
  ].concat(['busybox', 'toybox']),
);
const MANAGERS = /^(apt(-.*)?|aptitude|dpkg(-.*)?|rpm|rpmkeys|dnf5?|microdnf|yum|zypper|apk|pacman|snap)$/;
const PROGRAM_FOLDER = /(^|\/)s?bin\//;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isProgram = (entry: TreeEntry): boolean =>
  entry.type === 'symlink' ? PROGRAM_FOLDER.test(entry.path) : entry.type === 'file' && (entry.mode & 0o111) !== 0;

const each =
  (rule: StructureRule, expected: string, breaks: (entry: TreeEntry) => boolean): StructureCheck =>
  ({ tree }) =>
    [...tree.entries].filter(breaks).map(({ path }): Finding => ({ rule, path: `/${path}`, expected }));

/** No program of the sh family, under its own name or as a link in a folder for programs. */
export const noShell = each('no-shell', 'no shell', (entry) => isProgram(entry) && SHELLS.has(nameOf(entry.path)));

/** No program that could install something. */
export const noPackageManager = each(
  'no-package-manager',
  'no package manager',
  (entry) => isProgram(entry) && MANAGERS.test(nameOf(entry.path)),
);

/** No file and no folder changes the user or group of whoever uses it. */
export const noSetId = each(
  'no-set-id',
  'neither setuid nor setgid',
  ({ type, mode }) => type !== 'symlink' && (mode & 0o6000) !== 0,
);

/** Only folders with the sticky bit may be written by everyone. */
export const noWorldWritable = each(
  'no-world-writable',
  'not writable by everyone',
  ({ type, mode }) => type !== 'symlink' && (mode & 0o002) !== 0 && !(type === 'directory' && (mode & 0o1000) !== 0),
);

/** The layers of one build hide nothing of each other. */
export const noWhiteout: StructureCheck = ({ tree }) =>
  tree.whiteouts.map((path) => ({ rule: 'no-whiteout', path: `/${path}`, expected: 'no entry that hides another' }));

/** Folders that the sandbox and every engine provide; what a link names there exists at run time only. */
const PROVIDED = /^\/?(proc|dev|run|sys|tmp)(\/|$)/;

/** Every link leads somewhere. */
export const noDanglingLink: StructureCheck = ({ tree }) => {
  const broken = tree.brokenLinks.map(({ path, target }) => ({ path, target }));
  for (const { path, type, target = '' } of tree.entries) {
    if (type === 'symlink' && !PROVIDED.test(target) && tree.resolve(path) === undefined) broken.push({ path, target });
  }
  return broken.map(({ path, target }) => ({
    rule: 'no-dangling-link',
    path: `/${path}`,
    expected: `a target: ${target} does not exist`,
  }));
};

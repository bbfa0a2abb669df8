import { didYouMean } from '@quench/kernel';
import { NONROOT } from '@quench/plugin-sdk';
import { accountsOf } from './accounts-of.js';
import type { Assets } from './assets.js';
import { channelMistakes } from './channel-mistakes.js';
import { none, type Mistake } from './mistake.js';
import { placeMistakes } from './place-mistakes.js';
import type { Problem } from './problem.js';
import { projectMistakes } from './project-mistakes.js';
import { releaseMistakes } from './release-mistakes.js';
import type { YamlFile } from './read-yaml.js';
import type { SoundParts } from './sound-parts.js';
import { lineMistakes } from './line-mistakes.js';
import { testMistakes, waiverMistakes } from './test-mistakes.js';
import { updateRuleMistakes } from './update-rules.js';
import { missingCertificates } from './trust-mistakes.js';
import { writtenLines, type WrittenLine } from './written-lines.js';

/** What is wrong with a definition whose parts have their shape, as far as they have it. */
export function meaningProblems(parts: SoundParts, yaml: YamlFile, assets: Assets): readonly Problem[] {
  const lines = writtenLines(parts.written);
  const mistakes = [
    ...accountMistakes(parts),
    ...missingCertificates(parts.written, assets),
    ...lineMistakes(parts, lines),
    ...updateRuleMistakes(parts.written.policy ?? {}, ['policy']),
    ...lines.flatMap((line) => ownMistakes(line, parts, assets)),
    ...(parts.whole('tests')
      ? waiverMistakes(
          parts,
          lines.map(({ written: { tests = [] } }) => tests),
        )
      : []),
  ];
  const problems = mistakes.map(([path, message]) => ({ file: yaml.file, line: yaml.line(path), message }));
  // What is wrong with a part of the image is wrong in each of its lines.
  return [...new Map(problems.map((one) => [`${String(one.line)} ${one.message}`, one])).values()];
}

/** What is wrong with what is asked for one line, said of where it stands. */
function ownMistakes({ written, at }: WrittenLine, { whole }: SoundParts, assets: Assets): readonly Mistake[] {
  const parts: SoundParts = { written, whole: (key) => whole(key) && whole('streams') && whole('variants') };
  const mistakes = [
    ...userMistakes(parts),
    ...assetMistakes(parts, assets),
    ...placeMistakes(parts),
    ...releaseMistakes(parts),
    ...projectMistakes(parts, assets),
    ...channelMistakes(parts),
    ...testMistakes(parts),
  ];
  return mistakes.map(([path, message]) => {
    const found = at(path);
    const above = found.slice(0, found.length - path.length);
    return [found, [...above, message].join('.')];
  });
}

/** Accounts that every image has. */
const MADE = [
  { name: 'root', uid: 0 },
  { name: NONROOT.name, uid: NONROOT.uid },
];

function accountMistakes({ written: { accounts = {} } }: SoundParts): readonly Mistake[] {
  const own = Object.entries(accounts).map(([name, { uid }]) => ({ name, uid }));
  return own.flatMap(({ name, uid }, index): readonly Mistake[] => {
    const taken = MADE.find((account) => account.name === name);
    if (taken !== undefined) {
      const message = `"${name}" is in every image, with uid ${String(taken.uid)}; expected another name`;
      return [[['accounts', name], `accounts: ${message}`]];
    }
    const other = [...MADE, ...own.slice(0, index)].find((account) => account.uid === uid);
    if (other === undefined) return [];
    const message = `uid ${String(uid)} is that of "${other.name}"; expected a number of its own`;
    return [[['accounts', name, 'uid'], `accounts.${name}: ${message}`]];
  });
}

/** Whoever is named must be there, unless what is there is not known. */
function userMistakes({ written, whole }: SoundParts): readonly Mistake[] {
  if (!whole('accounts')) return [];
  const names = accountsOf(written).map(({ name }) => name);
  const user = written.run?.user;
  const unknown: readonly Mistake[] =
    user === undefined || names.includes(user) ? [] : [[['run', 'user'], `run.user: ${none('account', user, names)}`]];
  const owners = Object.entries(written.files ?? {}).flatMap(([path, { user: owner = 'root' }]): readonly Mistake[] =>
    owner === 'root' || names.includes(owner)
      ? []
      : [[['files', path, 'user'], `files.${path}: ${none('account', owner, ['root', ...names])}`]],
  );
  return [...unknown, ...owners];
}

const assetMistakes = ({ written: { files = {} } }: SoundParts, assets: Assets): readonly Mistake[] =>
  Object.entries(files).flatMap(([path, { from }]): readonly Mistake[] => {
    if (assets.has(from)) return [];
    const message = `the catalog folder has no file "${from}".${didYouMean(from, [...assets.keys()])}`;
    return [[['files', path, 'from'], `files.${path}: ${message}`]];
  });

import type { Artifacts, ScriptDifference } from '@quench/plugin-sdk';
import { packageFacts, type PackageFacts } from './package-facts.js';

const NOTHING: PackageFacts = { files: {}, scripts: {}, setuid: [], listeners: [] };

/** What two packages differ by, scripts of dpkg included. */
export const difference: Artifacts['difference'] = async (before, after, host) => {
  const [old, now] = [
    before === undefined ? NOTHING : await packageFacts(before, host),
    await packageFacts(after, host),
  ];
  return {
    added: keysBeyond(now.files, old.files),
    removed: keysBeyond(old.files, now.files),
    changed: changedKeys(old.files, now.files),
    scripts: scriptDifferences(old.scripts, now.scripts),
    setuid: newOnes(old.setuid, now.setuid),
    listeners: newOnes(old.listeners, now.listeners),
  };
};

type Tokens = Readonly<Record<string, string>>;

const keysBeyond = (own: Tokens, other: Tokens): readonly string[] =>
  Object.keys(own)
    .filter((key) => !Object.hasOwn(other, key))
    .sort();

const changedKeys = (old: Tokens, now: Tokens): readonly string[] =>
  Object.keys(now)
    .filter((key) => Object.hasOwn(old, key) && old[key] !== now[key])
    .sort();

function scriptDifferences(old: Tokens, now: Tokens): readonly ScriptDifference[] {
  const all = [
    ...keysBeyond(now, old).map((name) => ({ name, change: 'added' as const })),
    ...changedKeys(old, now).map((name) => ({ name, change: 'changed' as const })),
    ...keysBeyond(old, now).map((name) => ({ name, change: 'removed' as const })),
  ];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A file whose name has its version in it is the same file in the next version. */
const unversioned = (path: string): string => path.replace(/[0-9]+/g, '#');

function newOnes(old: readonly string[], now: readonly string[]): readonly string[] {
  const known = new Set(old.map(unversioned));
  return now.filter((path) => !known.has(unversioned(path))).sort();
}

import type { DefinitionAccount } from '@quench/contracts';
import { NONROOT } from '@quench/plugin-sdk';
import type { WrittenDefinition } from './written-definition.js';

/** The accounts that a definition may name, with defaults filled in: `nonroot`, then its own by name. */
export const accountsOf = ({ accounts = {} }: Pick<WrittenDefinition, 'accounts'>): readonly DefinitionAccount[] => [
  NONROOT,
  ...Object.entries(accounts)
    .map(([name, { uid, gid = uid, home = '/' }]) => ({ name, uid, gid, home }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
];

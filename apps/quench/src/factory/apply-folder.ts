import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { CatalogFolderPlace } from '@quench/builder-domain';
import { ApplyCatalog, type CatalogOutcome } from '@quench/builder-feature';
import { counted } from '@quench/kernel';
import { readAppliedFolder, writeAppliedFolder } from './applied-folder.js';
import { readCatalogFolder } from './catalog-folder.js';
import type { Factory } from './factory.js';

/** What somebody says beside the folder. */
export interface ApplyWish {
  /** What is wrong with another folder than before, offered once, is answered only; `status` does not tell it. */
  readonly offered: CatalogFolderPlace['offered'];
  readonly expectEdition?: number | undefined;
  /** Images that are to be retired. */
  readonly retire: readonly string[];
  readonly sourceCommit?: string | undefined;
}

/** How a folder was applied. */
export interface FolderOutcome extends CatalogOutcome {
  /** The folder that was applied before, where that was another one. */
  readonly instead: string | undefined;
}

/**
 * Makes a folder the catalog, and remembers it when there was nothing wrong with it.
 * @throws Rejection `catalog-unreadable`, `catalog-too-large`, `edition-moved`, `too-many-retired`,
 *   `other-folder-retires`
 */
export async function applyFolder(
  factory: Pick<Factory, 'actor' | 'command' | 'data'>,
  folder: string,
  { offered, ...wish }: ApplyWish,
): Promise<FolderOutcome> {
  const files = await readCatalogFolder(folder);
  const path = await realpath(folder);
  const last = await readAppliedFolder(factory.data);
  const instead = last === path ? undefined : last;
  const options = { idempotencyKey: randomUUID(), actor: factory.actor, folder: { path, instead, offered }, ...wish };
  const outcome = await factory.command('builder', new ApplyCatalog(files, options));
  if (outcome.problems.length === 0 && last !== path) await writeAppliedFolder(factory.data, path);
  return { ...outcome, instead };
}

/** What people should know of how a folder was applied, besides what is wrong with it. */
export const appliedLines = ({ instead }: FolderOutcome): readonly string[] =>
  instead === undefined ? [] : [`another catalog folder than before, which was ${instead}`];

/** The edition that holds now, with the images that are not as in the one before: `edition 3: added api; updated web`. */
export function editionText({ edition, changed, images, ...changes }: FolderOutcome): string {
  const count = counted(images.length, 'image');
  const told = (['added', 'updated', 'retired'] as const).flatMap((kind) =>
    changes[kind].length === 0 ? [] : [`${kind} ${changes[kind].join(', ')}`],
  );
  const same = changed ? `the same ${count}` : count;
  return `edition ${String(edition)}: ${told.length === 0 ? same : told.join('; ')}`;
}

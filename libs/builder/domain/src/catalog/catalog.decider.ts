import type { CatalogEvent } from '@quench/contracts';
import { canonicalJson, Rejection, sha256, type Decider } from '@quench/kernel';
import { shellWord } from './shell-word.js';

export interface CatalogState {
  readonly edition: number;
  /** Definition digests by image. */
  readonly images: ReadonlyMap<string, string>;
  /** Of the last refusal, while nothing was applied since. */
  readonly refused: readonly string[];
}

/** Where a catalog is read from, absolute. */
export interface CatalogFolderPlace {
  readonly path: string;
  /** The folder that was applied last, where that was another one. */
  readonly instead: string | undefined;
}

export type CatalogCommand =
  | {
      readonly type: 'ApplyCatalog';
      readonly definitions: readonly { readonly image: string; readonly definition: string }[];
      /** Compare-and-set: the edition that the caller saw. */
      readonly expectEdition?: number | undefined;
      /** Images whose retirement the caller names. */
      readonly retire: readonly string[];
      /** Undefined for files that are in no folder. */
      readonly folder: CatalogFolderPlace | undefined;
      readonly sourceCommit?: string | undefined;
    }
  | { readonly type: 'RefuseCatalog'; readonly problems: readonly string[] };

/** Up to this many images may go without being named, and up to a twentieth of the catalog. */
const UNNAMED_RETIREMENTS = 2;
const UNNAMED_SHARE = 0.05;

/** The catalog as a whole: editions, and the guard against an emptied folder. */
export const catalog: Decider<CatalogState, CatalogCommand, CatalogEvent> = {
  initialState: { edition: 0, images: new Map(), refused: [] },

  decide(command, state) {
    if (command.type === 'RefuseCatalog') {
      const same = canonicalJson(command.problems) === canonicalJson(state.refused);
      return same ? [] : [{ type: 'builder.CatalogRefused.v1', data: { problems: command.problems } }];
    }
    const { expectEdition, sourceCommit } = command;
    if (expectEdition !== undefined && expectEdition !== state.edition) {
      throw new Rejection(
        'edition-moved',
        `The catalog is at edition ${String(state.edition)}, not ${String(expectEdition)}. Look at it and apply again`,
      );
    }
    const definitions = [...command.definitions].sort((a, b) => (a.image < b.image ? -1 : 1));
    const wanted = new Map(definitions.map(({ image, definition }) => [image, definition]));
    const retired = [...state.images.keys()].filter((image) => !wanted.has(image)).sort();
    refuseUnnamed(state, retired, command);
    if (sameEntries(state.images, wanted) && state.refused.length === 0) return [];
    const data = {
      edition: state.edition + 1,
      catalog: sha256(canonicalJson(definitions)),
      definitions,
      retired,
      ...(sourceCommit !== undefined && { sourceCommit }),
    };
    return [{ type: 'builder.CatalogApplied.v1', data }];
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.CatalogApplied.v1':
        return {
          edition: event.data.edition,
          images: new Map(event.data.definitions.map(({ image, definition }) => [image, definition])),
          refused: [],
        };
      case 'builder.CatalogRefused.v1':
        return { ...state, refused: event.data.problems };
    }
  },
};

/** A folder that was emptied, or another one by mistake, retires nothing that nobody named. */
function refuseUnnamed(
  state: CatalogState,
  retired: readonly string[],
  { retire, folder }: Extract<CatalogCommand, { readonly type: 'ApplyCatalog' }>,
): void {
  const { path = 'DIR', instead } = folder ?? {};
  const unnamed = retired.filter((image) => !retire.includes(image));
  const few = Math.max(UNNAMED_RETIREMENTS, Math.floor(state.images.size * UNNAMED_SHARE));
  if (unnamed.length <= (instead === undefined ? few : 0)) return;
  const lacks = `lacks ${String(unnamed.length)} of ${String(state.images.size)} images (${unnamed.join(', ')})`;
  const flags = retired.map((image) => `--retire ${image}`).join(' ');
  const remedy = `If they are to be retired: quench catalog apply ${shellWord(path)} ${flags}`;
  throw instead === undefined
    ? new Rejection(
        'too-many-retired',
        `The folder ${lacks}. Perhaps another folder was meant (--catalog DIR). ${remedy}`,
      )
    : new Rejection(
        'other-folder-retires',
        `${path} is not the folder that was applied last, and ${lacks}. ` +
          `Perhaps that one was meant: ${instead}. ${remedy}`,
      );
}

const sameEntries = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

import type { CatalogEvent } from '@quench/contracts';
import { canonicalJson, Rejection, sha256, type Decider } from '@quench/kernel';

export interface CatalogState {
  readonly edition: number;
  /** Definition digests by image. */
  readonly images: ReadonlyMap<string, string>;
  /** Of the last refusal, while nothing was applied since. */
  readonly refused: readonly string[];
}

export type CatalogCommand =
  | {
      readonly type: 'ApplyCatalog';
      readonly definitions: readonly { readonly image: string; readonly definition: string }[];
      /** Compare-and-set: the edition that the caller saw. */
      readonly expectEdition?: number | undefined;
      /** Images whose retirement the caller names. */
      readonly retire: readonly string[];
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
    refuseEmptied(state, retired, command.retire);
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

function refuseEmptied(state: CatalogState, retired: readonly string[], named: readonly string[]): void {
  const unnamed = retired.filter((image) => !named.includes(image));
  const allowed = Math.max(UNNAMED_RETIREMENTS, Math.floor(state.images.size * UNNAMED_SHARE));
  if (unnamed.length <= allowed) return;
  const flags = unnamed.map((image) => `--retire ${image}`).join(' ');
  throw new Rejection(
    'too-many-retired',
    `The folder lacks ${String(unnamed.length)} of ${String(state.images.size)} images (${unnamed.join(', ')}). ` +
      `Perhaps another folder was meant (--catalog DIR). If they are to be retired: quench catalog apply DIR ${flags}`,
  );
}

const sameEntries = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

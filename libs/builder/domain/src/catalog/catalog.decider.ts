import type { CatalogEvent } from '@quench/contracts';
import { canonicalJson, Rejection, sha256, shellWord, type Decider } from '@quench/kernel';
import { recordedProblems } from './recorded-problems.js';

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
  /** `kept` by somebody who keeps the catalog in step with the folder. */
  readonly offered: 'kept' | 'once';
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
  | {
      readonly type: 'RefuseCatalog';
      readonly problems: readonly string[];
      /** Undefined for files that are in no folder. */
      readonly folder: CatalogFolderPlace | undefined;
    };

/** Up to this many images may go without being named, and up to a twentieth of the catalog, while some stay. */
const UNNAMED_RETIREMENTS = 2;
const UNNAMED_SHARE = 0.05;
/** So many images are named in a message. */
const NAMED_IMAGES = 10;

/** Of rejections that are about the folder, not about who asks or when. */
const OF_THE_FOLDER: ReadonlySet<string> = new Set(['catalog-empty', 'other-folder-retires', 'too-many-retired']);

/** Whether a folder is refused as it is, whoever offers it. */
export const isOfTheFolder = (error: unknown): error is Rejection =>
  error instanceof Rejection && OF_THE_FOLDER.has(error.code);

/** The catalog as a whole: editions, and the guard against an emptied folder. */
export const catalog: Decider<CatalogState, CatalogCommand, CatalogEvent> = {
  initialState: { edition: 0, images: new Map(), refused: [] },

  decide(command, state) {
    if (command.type === 'RefuseCatalog') {
      const problems = recordedProblems(command.problems);
      if (isPassing(command.folder) || canonicalJson(problems) === canonicalJson(state.refused)) return [];
      return [{ type: 'builder.CatalogRefused.v1', data: { problems } }];
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
    refuseNothing(state, command);
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

/** Whoever offers another folder once is answered; the one that is served is none the worse for it. */
const isPassing = (folder: CatalogFolderPlace | undefined): boolean =>
  folder?.instead !== undefined && folder.offered === 'once';

type ApplyCommand = Extract<CatalogCommand, { readonly type: 'ApplyCatalog' }>;

/** What is said of a folder without definitions. @param path absolute */
export const noDefinition = (path: string): string =>
  `The folder ${path} holds no definition. Expected at its top a YAML file for each image, such as nginx.yaml`;

/** Only an empty catalog may be followed by an empty folder: the one whose images were retired by name. */
function refuseNothing({ edition, images }: CatalogState, { definitions, folder }: ApplyCommand): void {
  if (definitions.length > 0 || images.size > 0) return;
  if (edition > 0 && folder?.instead === undefined) return;
  throw new Rejection('catalog-empty', `${noDefinition(folder?.path ?? 'DIR')}. Perhaps another one was meant`);
}

/** A folder that was emptied, or another one by mistake, retires nothing that nobody named. */
function refuseUnnamed(
  state: CatalogState,
  retired: readonly string[],
  { definitions, retire, folder }: ApplyCommand,
): void {
  const { path = 'DIR', instead } = folder ?? {};
  const unnamed = retired.filter((image) => !retire.includes(image));
  const few = Math.max(UNNAMED_RETIREMENTS, Math.floor(state.images.size * UNNAMED_SHARE));
  const isOdd = instead !== undefined || definitions.length === 0;
  if (unnamed.length <= (isOdd ? 0 : few)) return;
  const lacks = `lacks ${String(unnamed.length)} of ${String(state.images.size)} images (${someOf(unnamed)})`;
  const remedy = `If they are to be retired${retireCommand(path, retired)}`;
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

function someOf(images: readonly string[]): string {
  const more = images.length - NAMED_IMAGES;
  const some = images.slice(0, NAMED_IMAGES).join(', ');
  return more > 0 ? `${some} and ${String(more)} more` : some;
}

/** Whole for a few images. @param path absolute @returns what follows on a condition */
function retireCommand(path: string, images: readonly string[]): string {
  const command = `quench catalog apply ${shellWord(path)}`;
  return images.length > NAMED_IMAGES
    ? `, name each of them: ${command} --retire IMAGE`
    : `: ${[command, ...images.map((image) => `--retire ${image}`)].join(' ')}`;
}

const sameEntries = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

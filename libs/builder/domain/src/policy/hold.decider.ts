import {
  lineName,
  type FirstSeen,
  type HoldEvent,
  type ImageLine,
  type UpdateDelayed,
  type UpdateHeld,
  type UpdateSettled,
} from '@quench/contracts';
import { Rejection, type Decider } from '@quench/kernel';
import { hasAnyOf, isAllOf, shownDigest, type VersionFiles } from './version-files.js';

/** What a person may look at. */
export interface ShownFiles extends VersionFiles {
  /** What names it, {@link shownDigest}; undefined where nobody recorded what it was. */
  readonly shown?: string | undefined;
}

/** An update that stands open. */
export interface OpenUpdate extends ShownFiles {
  readonly kind: 'held' | 'delayed';
  readonly rule: string;
  /** When a delay ends; the deadline of a hold. RFC 3339. */
  readonly until: string;
  /** Of a hold, who answers for the image and since when a person is asked, where it says that. */
  readonly owner?: string | undefined;
  readonly asked?: string | undefined;
}

/** What one line has to decide about one source. */
export interface HoldState {
  readonly open: OpenUpdate | undefined;
  /** What a person let through, while the line does not have it. */
  readonly released: ShownFiles | undefined;
  /** What a person keeps out, by when it was said last. */
  readonly rejected: readonly ShownFiles[];
  /** The newest version that stood open, and what first brought it. */
  readonly seen: (VersionFiles & { readonly first: FirstSeen }) | undefined;
  /** Of a placed release, the packages that all of this is about; empty for what an archive brings. */
  readonly packages: readonly string[];
}

/** Which update, and of what a person speaks. */
export interface UpdateName extends ImageLine {
  readonly purl: string;
  readonly name: string;
}

export type HoldCommand =
  | { readonly type: 'Hold'; readonly data: UpdateHeld }
  | { readonly type: 'Delay'; readonly data: UpdateDelayed }
  | { readonly type: 'Settle'; readonly update: UpdateName; readonly outcome: SettledOutcome }
  | PersonsDecision;

/** @property version that is locked now */
export type SettledOutcome =
  { readonly kind: 'taken'; readonly version: string } | { readonly kind: 'withdrawn' } | { readonly kind: 'dropped' };

/**
 * @property version that the person looked at; undefined: whichever it is that stands open
 * @property shown names the files that the person looked at, {@link shownDigest}; undefined: whichever they are
 */
export interface PersonsDecision {
  readonly type: 'Release' | 'Reject';
  readonly update: UpdateName;
  readonly version: string | undefined;
  readonly shown: string | undefined;
  readonly reason: string;
}

const none: HoldState = { open: undefined, released: undefined, rejected: [], seen: undefined, packages: [] };

/** Whether a place has other packages by now: whatever was said of versions of the former ones is about nothing that it has. */
export const isOfOthers = (before: readonly string[], packages: readonly string[]): boolean =>
  before.length > 0 && !packages.some((name) => before.includes(name));

/**
 * What counts of it for the packages that a place has now. What a person keeps out stays out while any of them is left; where
 * another one came, nobody has looked at its file, and it is no older than the record that it waits.
 */
export function decidedAbout(state: HoldState, packages: readonly string[]): HoldState {
  const { packages: before, rejected } = state;
  if (isOfOthers(before, packages)) return none;
  const isSameOrFewer = before.length === 0 || packages.every((name) => before.includes(name));
  return isSameOrFewer ? state : { ...none, rejected, packages: before };
}

/** What a line does about updates from one source. What was decided before is done: it is not said twice. */
export const hold: Decider<HoldState, HoldCommand, HoldEvent> = {
  initialState: none,

  decide(command, state) {
    switch (command.type) {
      case 'Hold': {
        const { data } = command;
        const { open, ...own } = decidedAbout(state, namesIn(data));
        return isDecided(own, data) || isHeld(open, data) ? [] : [{ type: 'builder.UpdateHeld.v1', data }];
      }
      case 'Delay': {
        const { data } = command;
        const { open, ...own } = decidedAbout(state, namesIn(data));
        const isOpen = isSame(open, 'delayed', data) && open?.until === data.until;
        return isDecided(own, data) || isOpen ? [] : [{ type: 'builder.UpdateDelayed.v1', data }];
      }
      case 'Settle':
        return settle(command, state);
      case 'Release':
      case 'Reject':
        return decided(command, state);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.UpdateHeld.v1': {
        const { deadline: until, owner, asked } = event.data;
        return opened(state, { kind: 'held', until, owner, asked }, event.data);
      }
      case 'builder.UpdateDelayed.v1':
        return opened(state, { kind: 'delayed', until: event.data.until }, event.data);
      case 'builder.UpdateReleased.v1':
        return {
          ...state,
          open: undefined,
          released: lookedAt(state, event.data),
          rejected: others(state, event.data),
        };
      case 'builder.UpdateRejected.v1':
        return {
          ...{ ...state, open: undefined, released: undefined },
          rejected: [...others(state, event.data), lookedAt(state, event.data)],
        };
      case 'builder.UpdateSettled.v1':
        return settled(state, event.data);
    }
  },
};

const isSame = (open: OpenUpdate | undefined, kind: OpenUpdate['kind'], data: Opening): boolean =>
  open?.kind === kind && open.version === data.to && open.rule === data.rule && isAllOf(broughtBy(data), open);

/** Holds of earlier versions, which do not say when they began, are not told again for a time that would begin anew. */
const isHeld = (open: OpenUpdate | undefined, data: UpdateHeld): boolean =>
  isSame(open, 'held', data) &&
  (open?.asked === undefined || (open.owner === data.owner && open.until === data.deadline));

/** Since when a person is asked about what an update brings; undefined where nobody is, or it was not told. */
export const askedSince = ({ open }: HoldState, data: Opening): string | undefined =>
  open?.kind === 'held' && isAllOf(broughtBy(data), open) ? open.asked : undefined;

const isDecided = (state: Decisions, data: Opening): boolean =>
  isReleased(state, broughtBy(data)) || isKeptOut(state, broughtBy(data));

type Decisions = Pick<HoldState, 'released' | 'rejected'>;

/** Whether a person let all of an update through. */
export const isReleased = ({ released }: Decisions, update: VersionFiles): boolean =>
  released !== undefined && isAllOf(update, released);

/** Whether a person keeps any of an update out. */
export const isKeptOut = ({ rejected }: Decisions, update: VersionFiles): boolean =>
  rejected.some((one) => hasAnyOf(update, one));

/** What a person keeps out, whatever becomes of this version. */
const others = ({ rejected }: HoldState, { to }: Pick<UpdateHeld, 'to'>): readonly ShownFiles[] =>
  rejected.filter(({ version }) => version !== to);

/** What a person looked at who decided about a version. */
function lookedAt({ open, released, rejected }: HoldState, { to }: Pick<UpdateHeld, 'to'>): ShownFiles {
  const known = [open, released, ...rejected].find((one) => one?.version === to);
  return { version: to, files: known?.files ?? [], additions: known?.additions, shown: known?.shown };
}

type Opening = Pick<UpdateHeld, 'to' | 'rule' | 'seen' | 'packages' | 'range' | 'additions'>;

/** Of a placed release, its packages; of what an archive brings none. */
export const namesIn = ({ packages, range }: Pick<Opening, 'packages' | 'range'>): readonly string[] =>
  range === undefined ? [] : packages.map(({ name }) => name);

const broughtBy = ({ to, packages, range, additions }: Opening): VersionFiles => ({
  version: to,
  files: range === undefined ? packages : [],
  additions,
});

function opened(before: HoldState, open: Omit<OpenUpdate, 'rule' | keyof ShownFiles>, data: Opening): HoldState {
  const brought = broughtBy(data);
  const packages = namesIn(data);
  const state = decidedAbout(before, packages);
  const { seen = { ...brought, first: data.seen } } = state;
  const first = isAllOf(brought, seen) ? seen : { ...brought, first: data.seen };
  return { ...state, open: { ...open, ...brought, shown: shownDigest(data), rule: data.rule }, seen: first, packages };
}

type Settlement = Extract<HoldCommand, { readonly type: 'Settle' }>;

function settle({ update, outcome }: Settlement, state: HoldState): readonly HoldEvent[] {
  const to = settledVersion(outcome, state);
  return to === undefined ? [] : [{ type: 'builder.UpdateSettled.v1', data: { ...update, to, outcome: outcome.kind } }];
}

/** Undefined where nothing ends: what a person keeps out stays out, whatever else comes or is not offered for a while. */
function settledVersion(outcome: SettledOutcome, { open, released, rejected }: HoldState): string | undefined {
  switch (outcome.kind) {
    case 'taken':
      return open !== undefined || released !== undefined || rejected.some((one) => one.version === outcome.version)
        ? outcome.version
        : undefined;
    case 'withdrawn':
      return open?.version;
    case 'dropped':
      return (open ?? released ?? rejected.at(-1))?.version;
  }
}

function settled(state: HoldState, { outcome, to }: UpdateSettled): HoldState {
  switch (outcome) {
    case 'taken':
      return { ...none, rejected: others(state, { to }), packages: state.packages };
    case 'withdrawn':
      return { ...state, open: undefined };
    case 'dropped':
      return none;
  }
}

/** A person may think again for as long as the line has not taken the version. */
function decided(command: PersonsDecision, state: HoldState): readonly HoldEvent[] {
  const { type, update, version, shown, reason } = command;
  const released = [state.released].filter((one) => one !== undefined);
  const [said, contrary] = type === 'Release' ? [released, state.rejected] : [state.rejected, released];
  const { open } = state;
  const about = open ?? contrary.at(-1) ?? said.at(-1);
  const where = `${update.name} in ${lineName(update)}`;
  const isMeant = (one: ShownFiles): boolean => one.version === (version ?? about?.version) && isShown(one, shown);
  if (open === undefined && said.some(isMeant)) return [];
  if (about === undefined) {
    throw new Rejection('hold-unknown', `No update of ${where} waits for a decision. See: quench hold list`);
  }
  const { version: to } = about;
  if (version !== undefined && version !== to) {
    throw new Rejection(
      'hold-moved',
      `The update of ${where} is to ${to}, not to ${version}. Look at it and decide again`,
    );
  }
  if (!isShown(about, shown)) {
    throw new Rejection(
      'hold-moved',
      `The update of ${where} to ${to} has other files by now. Look at it and decide again`,
    );
  }
  const data = { ...update, to, ...(about.shown !== undefined && { shown: about.shown }), reason };
  return [
    type === 'Release' ? { type: 'builder.UpdateReleased.v1', data } : { type: 'builder.UpdateRejected.v1', data },
  ];
}

/** Of what nobody recorded the files of, whoever decides may have looked at any. */
const isShown = (one: ShownFiles, shown: string | undefined): boolean =>
  one.shown === undefined || shown === undefined || one.shown === shown;

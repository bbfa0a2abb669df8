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

/** An update that stands open. */
export interface OpenUpdate {
  readonly kind: 'held' | 'delayed';
  readonly version: string;
  readonly rule: string;
  /** When a delay ends; the deadline of a hold. RFC 3339. */
  readonly until: string;
}

/** What one line has to decide about one source. */
export interface HoldState {
  readonly open: OpenUpdate | undefined;
  /** The version that a person let through, while the line does not have it. */
  readonly released: string | undefined;
  /** The version that a person keeps out. */
  readonly rejected: string | undefined;
  /** The newest version that stood open, and what first brought it. */
  readonly seen: { readonly version: string; readonly first: FirstSeen } | undefined;
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

/** @property version that the person looked at; undefined: whichever it is that stands open */
export interface PersonsDecision {
  readonly type: 'Release' | 'Reject';
  readonly update: UpdateName;
  readonly version: string | undefined;
  readonly reason: string;
}

const none: HoldState = { open: undefined, released: undefined, rejected: undefined, seen: undefined };

/** What a line does about updates from one source. What was decided before is done: it is not said twice. */
export const hold: Decider<HoldState, HoldCommand, HoldEvent> = {
  initialState: none,

  decide(command, state) {
    switch (command.type) {
      case 'Hold': {
        const { data } = command;
        const isDecided = [state.released, state.rejected].includes(data.to);
        const isOpen = isSame(state.open, 'held', data);
        return isDecided || isOpen ? [] : [{ type: 'builder.UpdateHeld.v1', data }];
      }
      case 'Delay': {
        const { data } = command;
        const isDecided = [state.released, state.rejected].includes(data.to);
        const isOpen = isSame(state.open, 'delayed', data) && state.open?.until === data.until;
        return isDecided || isOpen ? [] : [{ type: 'builder.UpdateDelayed.v1', data }];
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
      case 'builder.UpdateHeld.v1':
        return opened(state, { kind: 'held', version: event.data.to, until: event.data.deadline }, event.data);
      case 'builder.UpdateDelayed.v1':
        return opened(state, { kind: 'delayed', version: event.data.to, until: event.data.until }, event.data);
      case 'builder.UpdateReleased.v1':
        return { ...state, open: undefined, released: event.data.to, rejected: undefined };
      case 'builder.UpdateRejected.v1':
        return { ...state, open: undefined, released: undefined, rejected: event.data.to };
      case 'builder.UpdateSettled.v1':
        return settled(state, event.data);
    }
  },
};

const isSame = (
  open: OpenUpdate | undefined,
  kind: OpenUpdate['kind'],
  { to, rule }: Pick<UpdateHeld, 'to' | 'rule'>,
): boolean => open?.kind === kind && open.version === to && open.rule === rule;

function opened(
  state: HoldState,
  open: Omit<OpenUpdate, 'rule'>,
  { to, rule, seen }: Pick<UpdateHeld, 'to' | 'rule' | 'seen'>,
): HoldState {
  const first = state.seen?.version === to ? state.seen : { version: to, first: seen };
  return { ...state, open: { ...open, rule }, seen: first };
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
      return open !== undefined || released !== undefined || rejected === outcome.version ? outcome.version : undefined;
    case 'withdrawn':
      return open?.version;
    case 'dropped':
      return open?.version ?? released ?? rejected;
  }
}

function settled(state: HoldState, { outcome, to }: UpdateSettled): HoldState {
  switch (outcome) {
    case 'taken':
      return state.rejected === to ? none : { ...none, rejected: state.rejected };
    case 'withdrawn':
      return { ...state, open: undefined };
    case 'dropped':
      return none;
  }
}

/** A person may think again for as long as the line has not taken the version. */
function decided(command: PersonsDecision, { open, released, rejected }: HoldState): readonly HoldEvent[] {
  const { type, update, version, reason } = command;
  const before = type === 'Release' ? released : rejected;
  const other = type === 'Release' ? rejected : released;
  const to = open?.version ?? other ?? before;
  const where = `${update.name} in ${lineName(update)}`;
  if (to === undefined) {
    throw new Rejection('hold-unknown', `No update of ${where} waits for a decision. See: quench hold list`);
  }
  if (version !== undefined && version !== to) {
    throw new Rejection(
      'hold-moved',
      `The update of ${where} is to ${to}, not to ${version}. Look at it and decide again`,
    );
  }
  if (open === undefined && to === before) return [];
  const data = { ...update, to, reason };
  return [
    type === 'Release' ? { type: 'builder.UpdateReleased.v1', data } : { type: 'builder.UpdateRejected.v1', data },
  ];
}

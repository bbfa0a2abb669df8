import {
  isSameLine,
  lineIn,
  lineKey,
  linesWithout,
  MAIN_LINE,
  type AcceptedLine,
  type DefinitionAccepted,
  type DefinitionEvent,
  type LineOfImage,
  type TestPlanLocked,
} from '@quench/contracts';
import type { Decider } from '@quench/kernel';
import { isOver } from './end-of-life.js';

export interface DefinitionState {
  /** Of the catalog, that decided on it last; 0 before the first. */
  readonly edition: number;
  /** Digest of the accepted definition; undefined before the first and after retirement. */
  readonly definition: string | undefined;
  /** Of the accepted definition. */
  readonly lines: readonly AcceptedLine[];
  /** By the key of their line. */
  readonly plans: ReadonlyMap<string, LockedPlan>;
  /** Last days of version streams that are over, by version stream; none that the definition has moved since. */
  readonly ended: ReadonlyMap<string, string>;
}

interface LockedPlan {
  readonly plan: string;
  readonly tests: number;
  /** Digest of the definition that the plan was made from. */
  readonly definition: string | undefined;
  /** In which that had been accepted when the plan was told. */
  readonly edition: number;
}

/** A plan as a builder of today tells it. */
export type NewTestPlan = TestPlanLocked & Required<Pick<TestPlanLocked, 'definition'>>;

/** What is accepted; what that changes of its lines is decided on. */
export type Acceptance = Omit<DefinitionAccepted, 'newLines' | 'retiredLines'>;

export type DefinitionCommand =
  | { readonly type: 'Accept'; readonly data: Acceptance }
  | { readonly type: 'LockTestPlan'; readonly data: NewTestPlan }
  /** The last day of a version stream may be over. @param at RFC 3339 in UTC */
  | { readonly type: 'EndStream'; readonly image: string; readonly versionStream: string; readonly at: string }
  | { readonly type: 'Retire'; readonly image: string; readonly edition: number };

const none: DefinitionState = { edition: 0, definition: undefined, lines: [], plans: new Map(), ended: new Map() };

/** One image's definition, from acceptance to retirement. */
export const definition: Decider<DefinitionState, DefinitionCommand, DefinitionEvent> = {
  initialState: none,

  decide(command, state) {
    switch (command.type) {
      case 'Accept':
        return accept(command.data, state);
      case 'LockTestPlan':
        return lockTestPlan(command.data, state);
      case 'EndStream':
        return endStream(command, state);
      case 'Retire':
        return retire(command, state);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1': {
        const { edition, definition: accepted, lines = [MAIN_LINE] } = event.data;
        const isStill = ([versionStream, day]: readonly [string, string]): boolean =>
          lines.some((line: AcceptedLine) => line.versionStream === versionStream && line.endOfLife === day);
        return { ...state, edition, definition: accepted, lines, ended: new Map([...state.ended].filter(isStill)) };
      }
      case 'builder.TestPlanLocked.v1': {
        const { plan, tests, definition: from } = event.data;
        return {
          ...state,
          plans: new Map([
            ...state.plans,
            [lineKey(lineIn(event.data)), { plan, tests, definition: from, edition: state.edition }],
          ]),
        };
      }
      case 'builder.VersionStreamEnded.v1':
        return { ...state, ended: new Map([...state.ended, [event.data.versionStream, event.data.endOfLife]]) };
      case 'builder.DefinitionRetired.v1':
        return { ...none, edition: event.data.edition };
    }
  },
};

/**
 * Whether a later edition has decided already: a copy of a command that is late finds what it decided, but where it changed
 * nothing it left no trace.
 */
const isLate = (command: { readonly edition: number }, state: DefinitionState): boolean =>
  command.edition <= state.edition;

function accept(data: Acceptance, state: DefinitionState): readonly DefinitionEvent[] {
  if (isLate(data, state) || data.definition === state.definition) return [];
  const { lines = [MAIN_LINE] } = data;
  const newLines = linesWithout(lines, state.lines);
  const retiredLines = linesWithout(state.lines, lines);
  return [
    {
      type: 'builder.DefinitionAccepted.v1',
      data: { ...data, newLines, ...(retiredLines.length > 0 && { retiredLines }) },
    },
  ];
}

const bare = ({ versionStream, variant }: LineOfImage): LineOfImage => ({ versionStream, variant });

/**
 * A plan counts as told for one acceptance only, also when it asks the same: an image may be judged only by its own definition,
 * and for one that comes back nobody else says that it holds again.
 */
function lockTestPlan(data: NewTestPlan, state: DefinitionState): readonly DefinitionEvent[] {
  // Another definition was accepted while this plan was made; its own plan follows.
  if (data.definition !== state.definition) return [];
  const locked = state.plans.get(lineKey(lineIn(data)));
  const isLocked =
    data.plan === locked?.plan && data.definition === locked.definition && state.edition === locked.edition;
  return isLocked ? [] : [{ type: 'builder.TestPlanLocked.v1', data }];
}

type End = Extract<DefinitionCommand, { type: 'EndStream' }>;

function endStream({ image, versionStream, at }: End, { lines, ended }: DefinitionState): readonly DefinitionEvent[] {
  const own = lines.filter((line) => line.versionStream === versionStream);
  const [{ endOfLife, replacement } = {}] = own;
  if (!isOver(endOfLife, at) || ended.has(versionStream)) return [];
  const variants = own.map(({ variant }) => variant);
  return [
    {
      type: 'builder.VersionStreamEnded.v1',
      data: { image, versionStream, variants, endOfLife, ...(replacement !== undefined && { replacement }) },
    },
  ];
}

type Retirement = Extract<DefinitionCommand, { type: 'Retire' }>;

function retire({ image, edition }: Retirement, state: DefinitionState): readonly DefinitionEvent[] {
  if (isLate({ edition }, state) || state.definition === undefined) return [];
  const lines = state.lines.map(bare);
  const isMain = lines.length === 1 && lines.every((line) => isSameLine(line, MAIN_LINE));
  return [{ type: 'builder.DefinitionRetired.v1', data: { image, edition, ...(!isMain && { lines }) } }];
}

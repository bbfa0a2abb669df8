import type { ArchiveEvent, ArchiveSnapshotTaken, ArchiveSource } from '@quench/contracts';
import { canonicalJson, type Decider, type Json } from '@quench/kernel';

/** What the watcher knows of one archive. */
export interface ArchiveState {
  /** What was told last; undefined when that was disowned. */
  readonly snapshot: ArchiveSnapshotTaken | undefined;
  /** What was told and not disowned since, oldest first; at most `MAX_KEPT`. */
  readonly kept: readonly ArchiveSnapshotTaken[];
  /** What is wrong now; undefined while the archive answers well. */
  readonly trouble: Trouble | undefined;
}

/** Trouble with an archive: what tells it from other trouble, and a line for people. */
export interface Trouble {
  readonly kind: string;
  readonly text: string;
}

/** How an archive answered. */
export type ArchiveAnswer =
  | { readonly type: 'Changed'; readonly data: ArchiveSnapshotTaken }
  | { readonly type: 'Unchanged' }
  | { readonly type: 'Stale'; readonly detail: string }
  | { readonly type: 'Rejected'; readonly code: string; readonly detail: string }
  | { readonly type: 'Unreachable'; readonly detail: string }
  | { readonly type: 'Throttled'; readonly retryAfterMs: number };

export type ArchiveCommand = { readonly source: ArchiveSource } & (
  | ArchiveAnswer
  /** A snapshot that was told turned out to be none of the archive's. */
  | { readonly type: 'Disown'; readonly signed: string; readonly detail: string }
);

/** More forged snapshots in a row than these, and what was taken before them is forgotten; the builder remembers its own. */
const MAX_KEPT = 10;

/** One archive as it answers over time. Trouble is told once, and once when it is over. */
export const archive: Decider<ArchiveState, ArchiveCommand, ArchiveEvent> = {
  initialState: { snapshot: undefined, kept: [], trouble: undefined },

  decide(command, state) {
    const { source } = command;
    const recovered: readonly ArchiveEvent[] =
      state.trouble === undefined ? [] : [{ type: 'watcher.ArchiveRecovered.v1', data: { source } }];
    switch (command.type) {
      case 'Changed':
        return isSame(command.data, state.snapshot)
          ? recovered
          : [...recovered, { type: 'watcher.ArchiveSnapshotTaken.v1', data: command.data }];
      case 'Unchanged':
        return recovered;
      case 'Disown': {
        const { signed, detail } = command;
        const isKept = state.kept.some((snapshot) => snapshot.signed === signed);
        return isKept ? [{ type: 'watcher.ArchiveSnapshotDisowned.v1', data: { source, signed, detail } }] : [];
      }
      default:
        return troubled(command, state);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'watcher.ArchiveSnapshotTaken.v1':
        return { ...state, snapshot: event.data, kept: [...state.kept, event.data].slice(-MAX_KEPT) };
      case 'watcher.ArchiveSnapshotDisowned.v1':
        return {
          ...state,
          snapshot: undefined,
          kept: state.kept.filter(({ signed }) => signed !== event.data.signed),
        };
      case 'watcher.ArchiveRecovered.v1':
        return { ...state, trouble: undefined };
      default:
        return { ...state, trouble: troubleOf(event) };
    }
  },
};

/** The same signed index may be read for more platforms than before. */
const isSame = (a: ArchiveSnapshotTaken, b: ArchiveSnapshotTaken | undefined): boolean =>
  a.signed === b?.signed && canonicalJson(saidOf(a)) === canonicalJson(saidOf(b));

const saidOf = ({ indexes, lacking = [] }: ArchiveSnapshotTaken): Json => [indexes, lacking] as unknown as Json;

type TroubleEvent = Exclude<
  ArchiveEvent,
  {
    type: 'watcher.ArchiveSnapshotTaken.v1' | 'watcher.ArchiveSnapshotDisowned.v1' | 'watcher.ArchiveRecovered.v1';
  }
>;
type TroubleCommand = Exclude<ArchiveCommand, { type: 'Changed' | 'Unchanged' | 'Disown' }>;

function troubled(command: TroubleCommand, { trouble }: ArchiveState): readonly ArchiveEvent[] {
  const event = troubleEvent(command);
  return troubleOf(event).kind === trouble?.kind ? [] : [event];
}

function troubleEvent(command: TroubleCommand): TroubleEvent {
  const { source } = command;
  switch (command.type) {
    case 'Stale':
      return { type: 'watcher.ArchiveStale.v1', data: { source, detail: command.detail } };
    case 'Rejected': {
      const { code, detail } = command;
      return { type: 'watcher.ArchiveRejected.v1', data: { source, code, detail } };
    }
    case 'Unreachable':
      return { type: 'watcher.ArchiveUnreachable.v1', data: { source, detail: command.detail } };
    case 'Throttled':
      return { type: 'watcher.ArchiveThrottled.v1', data: { source, retryAfterMs: command.retryAfterMs } };
  }
}

/** A rejection is told for each reason; other trouble once, whatever the words: they name the time of the question. */
const troubleOf = (event: TroubleEvent): Trouble => {
  switch (event.type) {
    case 'watcher.ArchiveRejected.v1': {
      const { code, detail } = event.data;
      return { kind: `${event.type} ${code} ${detail}`, text: `rejected (${code}): ${detail}` };
    }
    case 'watcher.ArchiveStale.v1':
      return { kind: event.type, text: `stale: ${event.data.detail}` };
    case 'watcher.ArchiveUnreachable.v1':
      return { kind: event.type, text: `unreachable: ${event.data.detail}` };
    case 'watcher.ArchiveThrottled.v1':
      return { kind: event.type, text: 'asked for fewer requests' };
  }
};

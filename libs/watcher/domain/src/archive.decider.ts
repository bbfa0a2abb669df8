import type { ArchiveEvent, ArchiveSnapshotTaken, ArchiveSource } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

/** What the watcher knows of one archive. */
export interface ArchiveState {
  readonly snapshot: ArchiveSnapshotTaken | undefined;
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

export type ArchiveCommand = ArchiveAnswer & { readonly source: ArchiveSource };

/** One archive as it answers over time. Trouble is told once, and once when it is over. */
export const archive: Decider<ArchiveState, ArchiveCommand, ArchiveEvent> = {
  initialState: { snapshot: undefined, trouble: undefined },

  decide(command, state) {
    const { source } = command;
    const recovered: readonly ArchiveEvent[] =
      state.trouble === undefined ? [] : [{ type: 'watcher.ArchiveRecovered.v1', data: { source } }];
    switch (command.type) {
      case 'Changed':
        return command.data.signed === state.snapshot?.signed
          ? recovered
          : [...recovered, { type: 'watcher.ArchiveSnapshotTaken.v1', data: command.data }];
      case 'Unchanged':
        return recovered;
      default:
        return troubled(command, state);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'watcher.ArchiveSnapshotTaken.v1':
        return { ...state, snapshot: event.data };
      case 'watcher.ArchiveRecovered.v1':
        return { ...state, trouble: undefined };
      default:
        return { ...state, trouble: troubleOf(event) };
    }
  },
};

type TroubleEvent = Exclude<ArchiveEvent, { type: 'watcher.ArchiveSnapshotTaken.v1' | 'watcher.ArchiveRecovered.v1' }>;

function troubled(
  command: Exclude<ArchiveCommand, { type: 'Changed' | 'Unchanged' }>,
  { trouble }: ArchiveState,
): readonly ArchiveEvent[] {
  const event = troubleEvent(command);
  return troubleOf(event).kind === trouble?.kind ? [] : [event];
}

function troubleEvent(command: Exclude<ArchiveCommand, { type: 'Changed' | 'Unchanged' }>): TroubleEvent {
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

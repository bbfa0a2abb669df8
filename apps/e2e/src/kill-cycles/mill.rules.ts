import type { Decider, Projection, Reactor } from '@quench/kernel';
import { MILL_TYPES, type Built, type Judged, type Locked, type MillEvent, type Moved } from './mill.events.js';

export interface Lock {
  readonly line: string;
  readonly recipe: string;
  /** The client's number of the command. */
  readonly order: number;
}

/** Each lock is a new revision, also when its recipe was there before. */
export const lineDecider: Decider<number, Lock, Locked> = {
  initialState: 0,
  decide: (lock, revision) => [{ type: 'mill.Locked.v1', data: { ...lock, revision: revision + 1 } }],
  evolve: (_, { data }) => data.revision,
};

/** The first one counts. */
export const onceDecider = <Event extends Built | Judged>(): Decider<boolean, Event, Event> => ({
  initialState: false,
  decide: (event, isThere) => (isThere ? [] : [event]),
  evolve: () => true,
});

/** Moves to another revision only. */
export const channelDecider: Decider<number, Moved['data'], Moved> = {
  initialState: 0,
  decide: (data, revision) => (data.revision === revision ? [] : [{ type: 'mill.Moved.v1', data }]),
  evolve: (_, { data }) => data.revision,
};

/** Asks for what each fact makes necessary. */
export const planner: Reactor<MillEvent> = {
  name: 'planner',
  producer: 'mill',
  types: MILL_TYPES,
  react({ type, data }) {
    const publish = { kind: 'publish', key: data.line, fairKey: data.line };
    if (type === 'mill.Locked.v1') return [{ kind: 'build', key: `${data.line}/${data.recipe}` }, publish];
    if (type === 'mill.Built.v1') return [{ kind: 'judge', key: `${data.line}/${data.recipe}` }];
    return type === 'mill.Judged.v1' ? [publish] : [];
  },
};

/** Asks for one item for each event, whose generations then tell how often the event was digested. */
export const noter: Reactor<Locked | Moved> = {
  name: 'noter',
  producer: 'mill',
  types: ['mill.Locked.v1', 'mill.Moved.v1'],
  react: ({ id }) => [{ kind: 'note', key: id }],
};

/** The read models keep their rows as one document each. */
export interface Document {
  readonly facts: Readonly<Record<string, string | number>>;
}

const count = (rows: ReadonlyMap<string, Document>, key: string, member: string): number =>
  Number(rows.get(key)?.facts[member] ?? 0);

/** What became of each line, and of all lines together: several rows for one event. */
export const linesProjection = (version: number): Projection<Document, MillEvent> => ({
  name: 'lines',
  version,
  producer: 'mill',
  types: MILL_TYPES,
  keys: ({ data }) => [data.line, 'all'],
  apply(rows, { type, data }) {
    const change = type === 'mill.Locked.v1' || type === 'mill.Moved.v1' ? { [type]: data.revision } : {};
    return new Map(
      [data.line, 'all'].map((key) => {
        const facts = rows.get(key)?.facts ?? {};
        return [key, { facts: { ...facts, ...change, events: count(rows, key, 'events') + 1 } }];
      }),
    );
  },
});

/** Which events had their effect, how often and in which order. */
export const ledgerProjection = (version: number): Projection<Document, MillEvent> => ({
  name: 'ledger',
  version,
  producer: 'mill',
  types: MILL_TYPES,
  keys: ({ id }) => [id, 'all'],
  apply(rows, { id }) {
    const order = count(rows, 'all', 'order') + 1;
    return new Map([
      [id, { facts: { order, times: count(rows, id, 'times') + 1 } }],
      ['all', { facts: { order } }],
    ]);
  },
});

import type { History, LineFact, RawTables } from './history.js';

const STREAMS = ['shop.image/a', 'shop.image/a', 'shop.build/a', 'shop.channel/a'] as const;

const event = STREAMS.map((stream, index) => ({
  position: 10 + 3 * index,
  eventId: `e${String(index + 1)}`,
  stream,
  version: index === 1 ? 2 : 1,
  type: index < 2 ? 'shop.Locked.v1' : 'shop.Done.v1',
  commandId: `c${String(index + 1)}`,
}));

const tables: RawTables = {
  event,
  eventLog: event.map(({ position }, index) => ({
    globalSeq: index + 1,
    position,
    sequencedAt: `2026-01-01T00:00:0${String(index >> 1)}.000Z`,
  })),
  outbox: [],
  cursor: [
    { consumer: 'list@1', producer: 'shop', seq: 4 },
    { consumer: 'reactor', producer: 'shop', seq: 4 },
  ],
  parked: [],
  work: [
    { kind: 'build', key: 'a', state: 'done', wanted: 2, done: 2, fence: 4 },
    { kind: 'push', key: 'a', state: 'done', wanted: 1, done: 1, fence: 1, effect: 'confirmed' },
    { kind: 'build', key: 'b', state: 'dropped', wanted: 1, done: 0, fence: 1 },
  ],
};

const lines: readonly LineFact[] = [
  { fact: 'locked', line: 'a', revision: 1, recipe: 'r1', seq: 1 },
  { fact: 'built', recipe: 'r1', digest: 'd1', provenance: 'valid', seq: 2 },
  { fact: 'judged', digest: 'd1', verdict: 'approved', signature: 'valid', seq: 3 },
  { fact: 'moved', line: 'a', channel: 'a:latest', revision: 1, digest: 'd1', seq: 4 },
  { fact: 'locked', line: 'a', revision: 2, recipe: 'r2', seq: 5 },
  { fact: 'built', recipe: 'r2', digest: 'd2', provenance: 'valid', seq: 6 },
  { fact: 'judged', digest: 'd2', verdict: 'approved', signature: 'valid', seq: 7 },
  { fact: 'moved', line: 'a', channel: 'a:latest', revision: 2, digest: 'd2', seq: 8 },
  { fact: 'rolled-back', line: 'a', channel: 'a:latest', revision: 1, digest: 'd1', seq: 9 },
];

/** A small history in which everything holds. */
export const soundHistory: History = {
  acknowledged: [
    { commandId: 'c1', eventIds: ['e1'] },
    { commandId: 'c1', eventIds: ['e1'] },
    { commandId: 'c2', eventIds: ['e2'] },
    { commandId: 'nothing-to-do', eventIds: [] },
  ],
  claims: [
    { kind: 'build', key: 'a', generation: 1, fence: 1 },
    { kind: 'build', key: 'a', generation: 1, fence: 2 },
    { kind: 'build', key: 'a', generation: 2, fence: 4 },
    { kind: 'push', key: 'a', generation: 1, fence: 1 },
  ],
  completions: [
    { kind: 'build', key: 'a', generation: 1, fence: 2, source: 'told' },
    { kind: 'build', key: 'a', generation: 1, fence: 2, source: 'event' },
    { kind: 'build', key: 'a', generation: 2, fence: 4, source: 'event' },
  ],
  pushes: [{ target: 'a:latest-1', digest: 'd1' }],
  consumers: [
    { consumer: 'list@1', producer: 'shop', types: ['shop.Locked.v1', 'shop.Done.v1'] },
    { consumer: 'reactor', producer: 'shop', types: ['shop.Locked.v1'] },
  ],
  effects: [
    ...event.map(({ eventId }, index) => ({ consumer: 'list@1', eventId, times: 1, order: index })),
    { consumer: 'reactor', eventId: 'e2', times: 1 },
    { consumer: 'reactor', eventId: 'e1', times: 1 },
  ],
  lines,
  rebuilds: [{ projection: 'list', live: { a: { events: 4 } }, rebuilt: { a: { events: 4 } } }],
  tables,
};

import { describe, expect, it } from '@jest/globals';
import { checkHistory } from './check-history.js';
import type { History, LineFact, RawTables } from './history.js';
import { soundHistory } from './sound-history.js';
import type { Invariant, Violation } from './violation.js';

/** A line whose image moved one channel. */
const line = (variant: string): readonly LineFact[] => {
  const [name, recipe, digest] = [`x/default/${variant}`, `recipe ${variant}`, `digest ${variant}`] as const;
  const seq = variant === 'prod' ? 1 : 2;
  return [
    { fact: 'locked', line: name, revision: 1, recipe, seq },
    { fact: 'built', recipe, digest, provenance: 'valid', seq },
    { fact: 'judged', digest, verdict: 'approved', signature: 'valid', seq },
    { fact: 'moved', line: name, channel: 'x:latest', revision: 1, digest, seq },
  ];
};

type Broken = readonly [name: string, invariant: Invariant, problem: Violation['problem'], history: History];

const history = (change: Partial<History>): History => ({ ...soundHistory, ...change });
const tables = (change: Partial<RawTables>): History => history({ tables: { ...soundHistory.tables, ...change } });
const { event, eventLog, cursor, work } = soundHistory.tables;
const { acknowledged, effects, completions, claims, lines, pushes } = soundHistory;

const swapped = eventLog.map((row, index) => ({ ...row, position: eventLog[[1, 0][index] ?? index]?.position ?? 0 }));
const doubledCommand = event.map((row) => (row.eventId === 'e3' ? { ...row, commandId: 'c1' } : row));
const at = (seq: number, change: object): readonly LineFact[] =>
  lines.map((fact) => (fact.seq === seq ? { ...fact, ...change } : fact));

const locked = (line: string, seq: number): LineFact => ({
  fact: 'locked',
  line,
  revision: 1,
  recipe: `r-${line}`,
  seq,
});
const built = (line: string, seq: number): LineFact => ({
  fact: 'built',
  recipe: `r-${line}`,
  digest: `d-${line}`,
  provenance: 'valid',
  seq,
});

const BROKEN: readonly Broken[] = [
  [
    'an acknowledged event that is in no row',
    'I1',
    'lost',
    history({ acknowledged: [...acknowledged, { commandId: 'c9', eventIds: ['e9'] }] }),
  ],
  ['an event that was decided and never numbered', 'I1', 'lost', tables({ eventLog: eventLog.slice(0, 3) })],
  [
    'an event with two numbers',
    'I1',
    'doubled',
    tables({ eventLog: [...eventLog, { ...eventLog[3], globalSeq: 5 } as never] }),
  ],
  ['a command that was decided twice', 'I1', 'doubled', tables({ event: doubledCommand })],
  [
    'a request that was decided under two command ids',
    'I1',
    'doubled',
    tables({ event: event.map((row) => ({ ...row, request: 'order 1' })) }),
  ],
  [
    'a missing number',
    'I2',
    'lost',
    tables({ eventLog: eventLog.map((row, index) => (index === 3 ? { ...row, globalSeq: 5 } : row)) }),
  ],
  [
    'a number that was given twice',
    'I2',
    'doubled',
    tables({ eventLog: eventLog.map((row, index) => (index === 3 ? { ...row, globalSeq: 3 } : row)) }),
  ],
  [
    'an instant that goes back',
    'I2',
    'wrong',
    tables({
      eventLog: eventLog.map((row) =>
        row.globalSeq === 4 ? { ...row, sequencedAt: '2025-01-01T00:00:00.000Z' } : row,
      ),
    }),
  ],
  [
    'a hole in the versions',
    'I3',
    'wrong',
    tables({ event: event.map((row) => (row.eventId === 'e2' ? { ...row, version: 3 } : row)) }),
  ],
  ['a log that turns two versions round', 'I3', 'wrong', tables({ eventLog: swapped })],
  [
    'a consumer that saw the second version first',
    'I3',
    'wrong',
    history({ effects: effects.map((one) => (one.order === 0 ? { ...one, order: 9 } : one)) }),
  ],
  ['an event that never reached a consumer', 'I4', 'lost', history({ effects: effects.slice(0, -1) })],
  [
    'an event that reached a consumer twice',
    'I4',
    'doubled',
    history({ effects: effects.map((one) => ({ ...one, times: 2 })) }),
  ],
  [
    'two completions of one generation',
    'I5',
    'doubled',
    history({ completions: [...completions, { kind: 'build', key: 'a', generation: 2, fence: 3, source: 'event' }] }),
  ],
  [
    'a completion under an old fence',
    'I5',
    'wrong',
    history({ claims: [...claims, { kind: 'build', key: 'a', generation: 2, fence: 5 }] }),
  ],
  [
    'a completion that the row forgot',
    'I5',
    'lost',
    tables({ work: work.map((row) => ({ ...row, done: 1, wanted: 1 })) }),
  ],
  [
    'a generation that is done and was given to nobody',
    'I5',
    'lost',
    tables({ work: work.map((row) => ({ ...row, done: 3, wanted: 3 })) }),
  ],
  [
    'a target with two contents',
    'I5',
    'doubled',
    history({ pushes: [...pushes, { target: 'a:latest-1', digest: 'd2' }] }),
  ],
  ['a move to a superseded revision', 'I6', 'wrong', history({ lines: at(4, { seq: 5.5 }) })],
  ['a move to an image of another recipe', 'I6', 'wrong', history({ lines: at(8, { digest: 'd1' }) })],
  ['a move on a forged provenance', 'I6', 'wrong', history({ lines: at(6, { provenance: 'invalid' }) })],
  ['a move before the verdict', 'I6', 'wrong', history({ lines: at(7, { seq: 8.5 }) })],
  ['a move of a rejected image', 'I6', 'wrong', history({ lines: at(7, { verdict: 'rejected' }) })],
  ['a move on a forged verdict', 'I6', 'wrong', history({ lines: at(7, { signature: 'invalid' }) })],
  ['a move of a variant into a channel of prod', 'I6', 'wrong', history({ lines: [...line('prod'), ...line('dev')] })],
  ['a rollback to where it never was', 'I6', 'wrong', history({ lines: at(9, { digest: 'd7' }) })],
  [
    'a rebuilt projection that differs',
    'I7',
    'wrong',
    history({ rebuilds: [{ projection: 'list', live: { a: { events: 4 } }, rebuilt: { a: { events: 3 } } }] }),
  ],
  ['a consumer that lags', 'I8', 'wrong', tables({ cursor: cursor.slice(1) })],
  [
    'a parked event',
    'I8',
    'wrong',
    tables({ parked: [{ consumer: 'reactor', producer: 'shop', seq: 2, reason: 'a bug' }] }),
  ],
  ['a head that was never built', 'I8', 'wrong', history({ lines: [...lines, locked('b', 10)] })],
  ['an image that was never judged', 'I8', 'wrong', history({ lines: [...lines, locked('b', 10), built('b', 11)] })],
  [
    'a channel that stays behind its head',
    'I8',
    'wrong',
    history({ lines: lines.filter(({ fact, seq }) => fact !== 'rolled-back' && seq !== 8) }),
  ],
  ['an event that waits for a number', 'I8', 'wrong', tables({ outbox: [99] })],
  [
    'an item that is stuck',
    'I8',
    'wrong',
    tables({ work: [...work, { kind: 'push', key: 'b', state: 'running', wanted: 1, done: 0, fence: 1 }] }),
  ],
  [
    'an effect that was never settled',
    'I8',
    'wrong',
    tables({ work: work.map((row) => ({ ...row, effect: 'intended' })) }),
  ],
];

describe('the history checker', () => {
  it('passes a history in which everything holds', () => {
    expect(checkHistory(soundHistory)).toEqual([]);
  });

  it.each(BROKEN)('names %s by its invariant %s', (_, invariant, problem, broken) => {
    const found = checkHistory(broken);
    // A broken fact may break what follows from it, too.
    expect(found).toContainEqual({ invariant, problem, evidence: expect.stringMatching(/./) });
  });

  it('has a broken history of each invariant', () => {
    expect([...new Set(BROKEN.map(([, invariant]) => invariant))]).toEqual([
      'I1',
      'I2',
      'I3',
      'I4',
      'I5',
      'I6',
      'I7',
      'I8',
    ]);
  });
});

import type { History, WorkTableRow } from './history.js';
import { violation, type Violation } from './violation.js';

/** I8: when faults stop, lag goes to 0 and no item is stuck. Asked when everything had the time to come to rest. */
export const everythingCameToRest = (history: History): readonly Violation[] =>
  [...unnumbered(history), ...lagging(history), ...parked(history), ...stuck(history)].map((evidence) =>
    violation('I8', 'wrong', evidence),
  );

const unnumbered = ({ tables }: History): readonly string[] =>
  tables.outbox.length === 0 ? [] : [`${String(tables.outbox.length)} events wait for a number`];

function lagging({ tables, consumers }: History): readonly string[] {
  const head = Math.max(0, ...tables.eventLog.map(({ globalSeq }) => globalSeq));
  return consumers.flatMap(({ consumer, producer }) => {
    const own = tables.cursor.find((row) => row.consumer === consumer && row.producer === producer);
    const lag = head - (own?.seq ?? 0);
    return lag === 0 ? [] : [`${consumer} has a lag of ${String(lag)} events`];
  });
}

const parked = ({ tables }: History): readonly string[] =>
  tables.parked.map(({ consumer, seq, reason }) => `${consumer} has parked number ${String(seq)}: ${reason}`);

const stuck = ({ tables }: History): readonly string[] =>
  tables.work.filter(isOpen).map(({ kind, key, state, wanted, done, effect = 'none', reason = 'no reason' }) => {
    const generations = `${String(done)} of ${String(wanted)} done, effect ${effect}`;
    return `${kind} ${key} is ${state}, ${generations}, ${reason}`;
  });

/** What a person dropped is at rest. */
const isOpen = ({ state, wanted, done, effect }: WorkTableRow): boolean =>
  state !== 'dropped' && (state !== 'done' || done < wanted || effect === 'intended');

import { canonicalJson, sha256 } from '@quench/kernel';
import type { History, Rows } from './history.js';
import { violation, type Violation } from './violation.js';

/** I4: every event reaches every consumer's effect exactly once. A parked event has not reached it. */
export function effectsHappenOnce({ tables, consumers, effects }: History): readonly Violation[] {
  const logged = new Set(tables.eventLog.map(({ position }) => position));
  const events = tables.event.filter(({ position }) => logged.has(position));
  return consumers.flatMap(({ consumer, types }) => {
    const times = new Map<string, number>();
    for (const effect of effects.filter((one) => one.consumer === consumer)) {
      times.set(effect.eventId, (times.get(effect.eventId) ?? 0) + effect.times);
    }
    const expected = new Set(events.filter(({ type }) => types.includes(type)).map(({ eventId }) => eventId));
    const found: Violation[] = [];
    for (const id of expected) {
      const count = times.get(id) ?? 0;
      if (count === 0) found.push(violation('I4', 'lost', `event ${id} had no effect in ${consumer}`));
      if (count > 1) {
        found.push(violation('I4', 'doubled', `event ${id} had its effect in ${consumer} ${String(count)} times`));
      }
    }
    for (const id of times.keys()) {
      if (!expected.has(id))
        found.push(violation('I4', 'wrong', `${consumer} has the effect of ${id}, not in its feed`));
    }
    return found;
  });
}

/** I7: a rebuilt projection equals the live one. */
export const rebuildsAreEqual = ({ rebuilds }: History): readonly Violation[] =>
  rebuilds.flatMap(({ projection, live, rebuilt }) => {
    const [one, other] = [hashOf(live), hashOf(rebuilt)];
    if (one === other) return [];
    const keys = [...new Set([...Object.keys(live), ...Object.keys(rebuilt)])].sort();
    const different = keys.filter((key) => rowOf(live, key) !== rowOf(rebuilt, key));
    const rows = different.slice(0, 3).map((key) => `${key}: ${rowOf(live, key)}, rebuilt ${rowOf(rebuilt, key)}`);
    return [violation('I7', 'wrong', `${projection} is ${one}, rebuilt ${other}; ${rows.join('; ')}`)];
  });

const hashOf = (rows: Rows): string => sha256(canonicalJson(rows));
const rowOf = (rows: Rows, key: string): string => {
  const row = Object.hasOwn(rows, key) ? rows[key] : undefined;
  return row === undefined ? 'absent' : canonicalJson(row);
};

import type { EventRow, History } from './history.js';
import { groups, violation, type Violation } from './violation.js';

/** I1: each acknowledged append is in the log exactly once. */
export const appendsAreLogged = (history: History): readonly Violation[] => [
  ...writtenAsTold(history),
  ...decidedOnce(history),
  ...numberedOnce(history),
];

function writtenAsTold({ acknowledged, tables }: History): readonly Violation[] {
  const byCommand = groups(tables.event, ({ commandId }) => commandId);
  return acknowledged.flatMap(({ commandId, eventIds }) => {
    const written = (byCommand.get(commandId) ?? []).map(({ eventId }) => eventId);
    const lost = eventIds
      .filter((id) => !written.includes(id))
      .map((id) => violation('I1', 'lost', `event ${id} of command ${commandId} was acknowledged and is in no row`));
    const more = written.filter((id) => !eventIds.includes(id));
    if (more.length === 0) return lost;
    const told = eventIds.join(', ') || 'no events';
    return [...lost, violation('I1', 'doubled', `command ${commandId} was told ${told}, and wrote ${more.join(', ')}`)];
  });
}

/** A client that asks again must not get a second decision, whatever ids its commands had. */
function decidedOnce({ tables }: History): readonly Violation[] {
  const asked = tables.event.filter(({ request }) => request !== undefined);
  return [...groups(asked, ({ request }) => request ?? '')].flatMap(([request, rows]) => {
    const commands = new Set(rows.map(({ commandId }) => commandId));
    if (commands.size === 1) return [];
    return [violation('I1', 'doubled', `request ${request} was decided by the commands ${[...commands].join(', ')}`)];
  });
}

function numberedOnce({ tables }: History): readonly Violation[] {
  const logged = groups(tables.eventLog, ({ position }) => String(position));
  const waiting = new Set(tables.outbox);
  const found: Violation[] = [];
  for (const [id, rows] of groups(tables.event, ({ eventId }) => eventId)) {
    if (rows.length > 1) found.push(violation('I1', 'doubled', `event ${id} has ${String(rows.length)} rows`));
  }
  for (const { eventId, position } of tables.event) {
    const times = logged.get(String(position))?.length ?? 0;
    if (times > 1) found.push(violation('I1', 'doubled', `event ${eventId} has ${String(times)} numbers`));
    if (times === 0 && !waiting.has(position)) {
      found.push(violation('I1', 'lost', `event ${eventId} has no number and waits for none`));
    }
  }
  return found;
}

/** I2: numbers are contiguous, each is of an event, and their instants never go back. */
export function numbersAreContiguous({ tables }: History): readonly Violation[] {
  const positions = new Set(tables.event.map(({ position }) => position));
  const log = [...tables.eventLog].sort((a, b) => a.globalSeq - b.globalSeq);
  return log.flatMap(({ globalSeq, position, sequencedAt }, index) => {
    const found: Violation[] = [];
    const before = log[index - 1];
    const expected = (before?.globalSeq ?? 0) + 1;
    if (globalSeq > expected) {
      found.push(violation('I2', 'lost', `number ${String(expected)} is missing before ${String(globalSeq)}`));
    }
    if (globalSeq < expected) found.push(violation('I2', 'doubled', `number ${String(globalSeq)} was given twice`));
    if (!positions.has(position)) found.push(violation('I2', 'wrong', `number ${String(globalSeq)} is of no event`));
    if (before !== undefined && Date.parse(before.sequencedAt) > Date.parse(sequencedAt)) {
      found.push(violation('I2', 'wrong', `number ${String(globalSeq)} was given before ${String(before.globalSeq)}`));
    }
    return found;
  });
}

/** I3: versions of a stream are contiguous in its rows, and in order in the log and in every consumer. */
export function versionsAreInOrder({ tables, effects }: History): readonly Violation[] {
  const found: Violation[] = [];
  for (const [stream, rows] of groups(tables.event, (row) => row.stream)) {
    const versions = rows.map(({ version }) => version).sort((a, b) => a - b);
    if (versions.some((version, index) => version !== index + 1)) {
      found.push(violation('I3', 'wrong', `${stream} has the versions ${versions.join(', ')}`));
    }
  }
  const byPosition = new Map(tables.event.map((row) => [row.position, row]));
  const log = [...tables.eventLog].sort((a, b) => a.globalSeq - b.globalSeq);
  found.push(
    ...disorder(
      'the log',
      log.map(({ position }) => byPosition.get(position)),
    ),
  );
  const byId = new Map(tables.event.map((row) => [row.eventId, row]));
  const shown = effects.filter(({ order }) => order !== undefined);
  for (const [consumer, own] of groups(shown, (effect) => effect.consumer)) {
    const inOrder = [...own].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    found.push(
      ...disorder(
        consumer,
        inOrder.map(({ eventId }) => byId.get(eventId)),
      ),
    );
  }
  return found;
}

function disorder(where: string, rows: readonly (EventRow | undefined)[]): readonly Violation[] {
  const last = new Map<string, number>();
  return rows.flatMap((row) => {
    if (row === undefined) return [];
    const before = last.get(row.stream) ?? 0;
    last.set(row.stream, row.version);
    if (row.version > before) return [];
    const versions = `version ${String(row.version)} after ${String(before)}`;
    return [violation('I3', 'wrong', `${where} has ${row.stream} ${versions}`)];
  });
}

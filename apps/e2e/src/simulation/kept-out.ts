import { holdKey, lineKey, type HoldEvent, type LockEvent } from '@quench/contracts';
import type { EventLike } from '@quench/kernel';

/** By the key of what a line has to decide about a source: its package, and the versions that a person keeps out. */
type KeptOut = Map<string, { readonly line: string; readonly name: string; readonly versions: Set<string> }>;

/**
 * Locks that took a version which a person had rejected, in words. It stays out until a person lets it in or the line needs the
 * package no more, whatever else is locked meanwhile. In this archive a source has one package, of its own name.
 * @param log of the builder, in order
 */
export function tookWhatWasRejected(log: readonly EventLike[]): readonly string[] {
  const keptOut: KeptOut = new Map();
  return log.flatMap((event) => {
    const told = event as LockEvent | HoldEvent;
    if (told.type === 'builder.LockResolved.v1') return taken(told, keptOut);
    learn(told, keptOut);
    return [];
  });
}

function taken({ data }: Extract<LockEvent, { type: 'builder.LockResolved.v1' }>, keptOut: KeptOut): readonly string[] {
  const line = lineKey(data);
  const rejected = [...keptOut.values()].filter((one) => one.line === line);
  return data.changes
    .filter(({ name, to }) => rejected.some((one) => one.name === name && one.versions.has(to ?? '')))
    .map(
      ({ name, to = '' }) =>
        `${line} took ${name} ${to} with revision ${String(data.revision)}, which a person rejected`,
    );
}

function learn(event: LockEvent | HoldEvent, keptOut: KeptOut): void {
  switch (event.type) {
    case 'builder.UpdateRejected.v1': {
      const { data } = event;
      const { versions } = keptOut.get(holdKey(data)) ?? { versions: new Set<string>() };
      keptOut.set(holdKey(data), { line: lineKey(data), name: data.name, versions: versions.add(data.to) });
      return;
    }
    case 'builder.UpdateReleased.v1':
      keptOut.get(holdKey(event.data))?.versions.delete(event.data.to);
      return;
    case 'builder.UpdateSettled.v1':
      if (event.data.outcome === 'dropped') keptOut.delete(holdKey(event.data));
  }
}

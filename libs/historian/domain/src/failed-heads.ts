import { lineIn, lineKey } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { BUILD_FAILURES } from './build-failure.js';
import { isOfType, ofTypes } from './known-event.js';

const VERDICTS = ['tester.ImageApproved.v1', 'tester.ImageRejected.v1'] as const;

/** The events that say how locked revisions went on. */
export const FAILURE_TYPES = [
  'builder.ManifestBuilt.v1',
  ...BUILD_FAILURES,
  'builder.ImageBuilt.v1',
  ...VERDICTS,
] as const;

/** The lines, by key, whose newest revision could not be built or was rejected. @param events oldest first */
export function failedHeads(events: readonly ArchivedEvent[]): ReadonlySet<string> {
  const built = new Map<string, boolean>();
  const approved = new Map<string, boolean>();
  const indexes = new Map<string, string>();
  for (const event of ofTypes(events, ...FAILURE_TYPES)) {
    if (isOfType(event, ...VERDICTS))
      approved.set(`${lineKey(lineIn(event.data))} ${event.data.index}`, event.type === 'tester.ImageApproved.v1');
    else if (isOfType(event, 'builder.ImageBuilt.v1'))
      indexes.set(`${lineKey(event.data)} ${String(event.data.revision)}`, event.data.index);
    else built.set(event.data.recipe, event.type === 'builder.ManifestBuilt.v1');
  }
  const heads = new Map(ofTypes(events, 'builder.LockResolved.v1').map((lock) => [lineKey(lock.data), lock.data]));
  const failed = [...heads].filter(([line, { revision, recipes }]) => {
    const index = indexes.get(`${line} ${String(revision)}`);
    return index === undefined
      ? recipes.some(({ recipe }) => built.get(recipe) === false)
      : approved.get(`${line} ${index}`) === false;
  });
  return new Set(failed.map(([line]) => line));
}

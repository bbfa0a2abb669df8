import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, ofTypes, type ArchivedAs } from './known-event.js';

const END = 'builder.VersionStreamEnded.v1';

/** The end of a line's version stream, unless its definition has moved the day since. @param events of the line, oldest first */
export function streamEnd(events: readonly ArchivedEvent[]): ArchivedAs<typeof END> | undefined {
  const last = ofTypes(events, END).at(-1);
  if (last === undefined) return undefined;
  const { versionStream, endOfLife } = last.data;
  const since = events
    .slice(events.indexOf(last))
    .findLast((event) => isOfType(event, 'builder.DefinitionAccepted.v1'));
  if (since === undefined || !isOfType(since, 'builder.DefinitionAccepted.v1')) return last;
  const isStill = since.data.lines?.some(
    (line) => line.versionStream === versionStream && line.endOfLife === endOfLife,
  );
  return isStill === true ? last : undefined;
}

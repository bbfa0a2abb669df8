import { isSameLine, lineIn, type ImageLine } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { ofImage } from './image-parts.js';
import { isOfType, ofTypes } from './known-event.js';

/** Events that say of which line they are, or leave out what is `default` and `prod`. */
const OF_A_LINE = [
  'builder.LockResolved.v1',
  'builder.ParentFollowed.v1',
  'builder.ChannelsAssigned.v1',
  'builder.ResolutionFailed.v1',
  'builder.ResolutionRecovered.v1',
  'builder.ImageBuilt.v1',
  'builder.UpdateHeld.v1',
  'builder.UpdateDelayed.v1',
  'builder.UpdateReleased.v1',
  'builder.UpdateRejected.v1',
  'builder.UpdateSettled.v1',
  'builder.TestPlanLocked.v1',
  'tester.ImageApproved.v1',
  'tester.ImageRejected.v1',
] as const;
const MOVED = 'distributor.ChannelMoved.v1';
const CHANNEL = [
  MOVED,
  'distributor.ChannelRolledBack.v1',
  'distributor.ChannelFrozen.v1',
  'distributor.ChannelThawed.v1',
  'distributor.ChannelRetired.v1',
] as const;

/** The lines of an image that were ever locked or could not be, in the order in which that was first told. */
export function linesOfImage(events: readonly ArchivedEvent[], image: string): readonly ImageLine[] {
  const found = ofTypes(ofImage(events, image), 'builder.LockResolved.v1', 'builder.ResolutionFailed.v1').map(
    ({ data }) => lineIn(data),
  );
  return found.filter((line, at) => found.findIndex((other) => isSameLine(other, line)) === at);
}

/**
 * The events of an image that are of one of its lines or of all of them, in the same order. What happened to a channel is
 * of the line that it followed then.
 * @param events of the image, oldest first
 */
export function ofLine(events: readonly ArchivedEvent[], line: ImageLine): readonly ArchivedEvent[] {
  const followed = new Map<string, boolean>();
  return ofImage(events, line.image).filter((event) => {
    if (isOfType(event, ...OF_A_LINE)) return isSameLine(lineIn(event.data), line);
    if (isOfType(event, 'builder.VersionStreamEnded.v1')) return event.data.versionStream === line.versionStream;
    if (!isOfType(event, ...CHANNEL)) return true;
    const { tag } = event.data;
    if (isOfType(event, MOVED)) followed.set(tag, isSameLine(lineIn({ ...event.data, image: line.image }), line));
    return followed.get(tag) === true;
  });
}

import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes, type ArchivedAs } from './known-event.js';

const OPENED = ['builder.UpdateHeld.v1', 'builder.UpdateDelayed.v1'] as const;
const DECIDED = ['builder.UpdateReleased.v1', 'builder.UpdateRejected.v1', 'builder.UpdateSettled.v1'] as const;

/** An update that a line has not taken. */
export interface HeldUpdate {
  readonly opened: ArchivedAs<(typeof OPENED)[number]>;
  /** The newest word on it: the same event, a newer one of its kind, or what a person decided. */
  readonly last: ArchivedAs<(typeof OPENED)[number] | (typeof DECIDED)[number]>;
}

/**
 * The update of a package that was held or delayed last, unless the line took it or nobody offers it any more.
 * @param events of the line, oldest first
 * @param asked without a version: to any; with a range: of a placed release that the line takes by it
 */
export function heldUpdate(
  events: readonly ArchivedEvent[],
  asked: { readonly name: string; readonly version?: string | undefined; readonly range?: string },
): HeldUpdate | undefined {
  const opened = ofTypes(events, ...OPENED).findLast(({ data }) => {
    const { name, version, range } = asked;
    if (range !== undefined && data.range !== range) return false;
    const all = [{ name: data.name, to: data.to }, ...data.packages];
    return all.some((one) => one.name === name && (version === undefined || one.to === version));
  });
  if (opened === undefined) return undefined;
  const last = ofTypes(events, ...OPENED, ...DECIDED).findLast(({ data }) => data.purl === opened.data.purl);
  return last === undefined || last.type === 'builder.UpdateSettled.v1' ? undefined : { opened, last };
}

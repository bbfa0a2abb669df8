import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes, type ArchivedAs } from './known-event.js';
import type { PlacedSubject } from './placed-ranges.js';

const OPENED = ['builder.UpdateHeld.v1', 'builder.UpdateDelayed.v1'] as const;
const DECIDED = ['builder.UpdateReleased.v1', 'builder.UpdateRejected.v1', 'builder.UpdateSettled.v1'] as const;

type Opened = ArchivedAs<(typeof OPENED)[number]>;
type Said = ArchivedAs<(typeof OPENED)[number] | (typeof DECIDED)[number]>;

/** An update that a line has not taken. */
export interface HeldUpdate {
  readonly opened: Opened;
  /** The newest word on it: the same event, a newer one of its kind, or what a person decided. */
  readonly last: Said;
}

/** What somebody asks about. */
interface Asked {
  readonly name: string;
  /** Undefined for any. */
  readonly version?: string | undefined;
  /** Where the line takes files of its releases. */
  readonly placed?: Pick<PlacedSubject, 'updates' | 'packages'> | undefined;
  /** Whether a version comes after another one. */
  isNewer(version: string, than: string): boolean;
}

/**
 * The update of a package that was held or delayed last, unless the line took it or nobody offers it any more.
 * @param events of the line, oldest first
 */
export function heldUpdate(events: readonly ArchivedEvent[], asked: Asked): HeldUpdate | undefined {
  const said = ofTypes(events, ...OPENED, ...DECIDED);
  const meant = ofTypes(events, ...OPENED).filter((one) => isMeant(one, asked));
  // One source or place may have taken what another one has not.
  const newest = new Map(meant.map((opened) => [opened.data.purl, opened]));
  const standing = [...newest.values()].flatMap((opened): readonly HeldUpdate[] => {
    const own = said.filter(({ data }) => data.purl === opened.data.purl);
    const last = keptOut(own, asked) ?? stillOut(own, asked) ?? own.at(-1);
    if (last === undefined || last.type === 'builder.UpdateSettled.v1') return [];
    return [{ opened: meant.findLast(({ data }) => isSame(data, last.data)) ?? opened, last }];
  });
  return standing.reduce<HeldUpdate | undefined>(
    (last, one) => (last === undefined || said.indexOf(one.opened) > said.indexOf(last.opened) ? one : last),
    undefined,
  );
}

/** What a person says of one version counts whatever is said of others, until nothing of the update is left. */
function keptOut(own: readonly Said[], { version }: Asked): Said | undefined {
  const last = own.findLast(
    (one) => one.data.to === version || (one.type === 'builder.UpdateSettled.v1' && one.data.outcome === 'dropped'),
  );
  return last?.type === 'builder.UpdateRejected.v1' && version !== undefined ? last : undefined;
}

/** A version that a person keeps out is not forgotten because an older one was taken below it. */
function stillOut(own: readonly Said[], { version, isNewer }: Asked): Said | undefined {
  const last = own.at(-1);
  if (version !== undefined || last?.type !== 'builder.UpdateSettled.v1') return undefined;
  const dropped = own.findLastIndex((one) => one.type === 'builder.UpdateSettled.v1' && one.data.outcome === 'dropped');
  return own
    .slice(dropped + 1)
    .findLast((one) => one.type === 'builder.UpdateRejected.v1' && isNewer(one.data.to, last.data.to));
}

const isSame = (one: Said['data'], other: Said['data']): boolean => one.purl === other.purl && one.to === other.to;

/** A placed release is recorded by the name of one of its places, with the packages that it had then. */
function isMeant({ data }: Opened, { name, version, placed }: Asked): boolean {
  const all = [{ name: data.name, to: data.to }, ...data.packages];
  if (placed === undefined || data.range === undefined) {
    return all.some((one) => one.name === name && (version === undefined || one.to === version));
  }
  const isOfPackage = data.packages.some((one) => placed.packages.includes(one.name));
  return placed.updates.includes(data.purl) && isOfPackage && (version === undefined || data.to === version);
}

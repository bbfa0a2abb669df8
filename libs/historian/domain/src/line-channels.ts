import { lineIn, lineKey } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, ofTypes } from './known-event.js';

/** The events that say what channels hand out. */
export const CHANNEL_TYPES = [
  'distributor.ChannelMoved.v1',
  'distributor.ChannelRolledBack.v1',
  'distributor.ChannelFrozen.v1',
  'distributor.ChannelThawed.v1',
  'distributor.ChannelRetired.v1',
] as const;

/** When a revision of a line was first handed out by any channel. */
export interface Publication {
  readonly revision: number;
  readonly at: string;
}

/** What the channels of one line did. */
export interface LineChannels {
  /** Each higher than those before it, in order of time. */
  readonly publications: readonly Publication[];
  /** What the channel that is furthest behind hands out; undefined where none is in use. */
  readonly behind: { readonly revision: number; readonly frozen: boolean } | undefined;
}

interface Standing {
  readonly line: string;
  readonly revision: number;
  readonly frozen: boolean;
  readonly retired: boolean;
}

/** The channels of every line, by its key. @param events oldest first */
export function channelsOfLines(events: readonly ArchivedEvent[]): ReadonlyMap<string, LineChannels> {
  const publications = new Map<string, Publication[]>();
  const standings = new Map<string, Standing>();
  const revisions = new Map<string, number>();
  for (const event of ofTypes(events, ...CHANNEL_TYPES)) {
    const { repository, tag } = event.data;
    const channel = `${repository}:${tag}`;
    if (isOfType(event, 'distributor.ChannelMoved.v1')) {
      const { revision, to } = event.data;
      const line = lineKey(lineIn({ image: repository, ...event.data }));
      revisions.set(`${channel} ${to}`, revision);
      standings.set(channel, { line, revision, frozen: false, retired: false });
      const before = publications.get(line) ?? [];
      if (revision > (before.at(-1)?.revision ?? 0))
        publications.set(line, [...before, { revision, at: event.sequencedAt }]);
      continue;
    }
    const known = standings.get(channel);
    if (known === undefined) continue;
    if (isOfType(event, 'distributor.ChannelRolledBack.v1'))
      standings.set(channel, {
        ...known,
        revision: revisions.get(`${channel} ${event.data.to}`) ?? known.revision,
        frozen: true,
      });
    else if (isOfType(event, 'distributor.ChannelRetired.v1')) standings.set(channel, { ...known, retired: true });
    else standings.set(channel, { ...known, frozen: isOfType(event, 'distributor.ChannelFrozen.v1') });
  }
  return new Map(
    [...publications].map(([line, told]) => [line, { publications: told, behind: behind(line, standings) }]),
  );
}

function behind(line: string, standings: ReadonlyMap<string, Standing>): LineChannels['behind'] {
  const used = [...standings.values()].filter((one) => one.line === line && !one.retired);
  return used.reduce<Standing | undefined>(
    (least, one) => (least === undefined || one.revision < least.revision ? one : least),
    undefined,
  );
}

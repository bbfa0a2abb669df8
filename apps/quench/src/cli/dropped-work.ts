import { lineKey, type ArchiveSource, type ImageLine } from '@quench/contracts';
import { shellWord } from '@quench/kernel';
import type { WorkRow } from '@quench/ports';
import { pollKey } from '@quench/watcher-domain';
import type { Factory } from '../factory/factory.js';
import { serviceNames } from '../factory/service-names.js';
import { unended } from './output.js';

/** Work that a person dropped although something needs it, as `status` tells it. */
export interface DroppedWork {
  readonly service: string;
  readonly kind: string;
  readonly key: string;
  /** Why, in the words of who dropped it. */
  readonly reason: string;
  /** The command that runs it again. */
  readonly remedy: string;
}

/** What work is needed for. */
export interface Needed {
  /** In the catalog, or with a channel in use that is yet to retire. */
  readonly lines: readonly ImageLine[];
  /** Of the newest locks. */
  readonly recipes: readonly string[];
  /** That are followed. */
  readonly archives: readonly ArchiveSource[];
  /** Purls, without versions, that are followed. */
  readonly packages: readonly string[];
}

/** What was found of it. */
export interface DroppedWorkFound {
  /** That something needs: it is not done until it is run again, or has a new cause. */
  readonly dropped: readonly DroppedWork[];
  /** Services that dropped more than is looked through: of theirs, some may not be told. */
  readonly droppedUnread: readonly string[];
}

/** Of one service: more than people drop, one by one. */
export const MAX_DROPPED = 10_000;
/** Lines that people are shown. */
const SHOWN = 10;

/** What was dropped and is needed, by service; what nothing needs any more is left out. */
export async function droppedWork(factory: Pick<Factory, 'queue'>, needed: Needed): Promise<DroppedWorkFound> {
  const lists = serviceNames.map(async (name) => {
    const rows = await (await factory.queue(name)).list({ states: ['dropped'], limit: MAX_DROPPED + 1 });
    const dropped = stillNeeded(rows, needed).map(({ kind, key, reason = '' }) => {
      const remedy = `quench queue retry ${kind} ${shellWord(key)}`;
      return { service: name, kind, key, reason, remedy };
    });
    return { dropped, droppedUnread: rows.length > MAX_DROPPED ? [name] : [] };
  });
  const found = await Promise.all(lists);
  return {
    dropped: found.flatMap(({ dropped }) => dropped),
    droppedUnread: found.flatMap(({ droppedUnread }) => droppedUnread),
  };
}

/** A key of work names an image, a version stream or line of it, a recipe of its newest lock, an archive, or a package. */
export function stillNeeded(
  rows: readonly WorkRow[],
  { lines, recipes, archives, packages }: Needed,
): readonly WorkRow[] {
  const keys = new Set([
    ...lines.flatMap((line) => [line.image, `${line.image}/${line.versionStream}`, lineKey(line)]),
    ...recipes,
    ...archives.map(pollKey),
    ...packages,
  ]);
  return rows.filter(({ key }) => keys.has(key));
}

/** For people. */
export function droppedLines({ dropped, droppedUnread }: DroppedWorkFound): readonly string[] {
  const lines = dropped.map(
    ({ service, kind, key, reason, remedy }) =>
      `dropped    ${service}: ${kind} ${key}: ${unended(reason)}; it runs again with: ${remedy}`,
  );
  const more = lines.length - SHOWN;
  return [
    ...lines.slice(0, SHOWN),
    ...(more > 0 ? [`dropped    and ${String(more)} more; see: quench queue list`] : []),
    ...droppedUnread.map(
      (service) =>
        `dropped    ${service} has more than ${String(MAX_DROPPED)} such items; of the others nothing is told here`,
    ),
  ];
}

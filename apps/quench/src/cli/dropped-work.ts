import { defaultLine } from '@quench/builder-domain';
import { lineKey, type ArchiveSource } from '@quench/contracts';
import { shellWord } from '@quench/kernel';
import type { WorkRow } from '@quench/ports';
import { pollKey } from '@quench/watcher-domain';
import type { Factory } from '../factory/factory.js';
import { services } from '../factory/services.js';
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
  readonly images: readonly string[];
  /** Of the newest locks. */
  readonly recipes: readonly string[];
  /** That are followed. */
  readonly archives: readonly ArchiveSource[];
}

/** More than people drop, one by one. */
const MAX_DROPPED = 10_000;
/** Lines that people are shown. */
const SHOWN = 10;

/** What was dropped and is needed, by service; what nothing needs any more is left out. */
export async function droppedWork(factory: Factory, needed: Needed): Promise<readonly DroppedWork[]> {
  const lists = services.map(async ({ name }) => {
    const rows = await factory.queue(name).list({ states: ['dropped'], limit: MAX_DROPPED });
    return stillNeeded(rows, needed).map(({ kind, key, reason = '' }) => {
      const remedy = `quench queue retry ${kind} ${shellWord(key)}`;
      return { service: name, kind, key, reason, remedy };
    });
  });
  return (await Promise.all(lists)).flat();
}

/** A key of work names an image, its line, a recipe of its newest lock, or an archive. */
export function stillNeeded(rows: readonly WorkRow[], { images, recipes, archives }: Needed): readonly WorkRow[] {
  const keys = new Set([
    ...images.flatMap((image) => [image, lineKey(defaultLine(image))]),
    ...recipes,
    ...archives.map(pollKey),
  ]);
  return rows.filter(({ key }) => keys.has(key));
}

/** For people. */
export function droppedLines(dropped: readonly DroppedWork[]): readonly string[] {
  const lines = dropped.map(
    ({ service, kind, key, reason, remedy }) =>
      `dropped    ${service}: ${kind} ${key}: ${unended(reason)}; it runs again with: ${remedy}`,
  );
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `dropped    and ${String(more)} more; see: quench queue list`] : lines;
}

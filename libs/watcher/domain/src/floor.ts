import type { Snapshot } from '@quench/plugin-sdk';

/** Whether a snapshot has indexes of every platform that is wanted of the archive. */
export const covers = ({ indexes }: Snapshot, platforms: readonly string[]): boolean =>
  platforms.every((platform) => indexes.some((index) => index.platform === platform));

/** Whether an archive went back: it was replayed, or its mirror is stale. A suite without an end of validity could be replayed for ever. */
export const wentBack = (after: Snapshot, before: Snapshot | undefined): boolean =>
  before !== undefined && Date.parse(after.date) < Date.parse(before.date);

import type { Snapshot } from '@quench/plugin-sdk';

/** Whether a snapshot says of every platform that is wanted of the archive what it has. */
export const covers = ({ indexes, lacking = [] }: Snapshot, platforms: readonly string[]): boolean =>
  platforms.every((platform) => lacking.includes(platform) || indexes.some((index) => index.platform === platform));

/** Whether an archive went back: it was replayed, or its mirror is stale. A suite without an end of validity could be replayed for ever. */
export const wentBack = (after: Snapshot, before: Snapshot | undefined): boolean =>
  before !== undefined && Date.parse(after.date) < Date.parse(before.date);

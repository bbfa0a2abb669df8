import type { ShownChannel } from '@quench/distributor-feature';
import { shellWord } from '@quench/kernel';
import { shortDigest, unended } from './output.js';

/** A channel that follows nothing until it is thawed, as `status` tells it. */
export interface FrozenChannel {
  /** `<image>:<tag>` */
  readonly channel: string;
  /** The index that it hands out. */
  readonly digest: string;
  /** Of the newest move to that index. */
  readonly revision: number;
  /** Why it was frozen or rolled back. */
  readonly reason: string;
  /** RFC 3339 */
  readonly since: string;
  /** The command that lets it follow again. */
  readonly remedy: string;
}

/** Those of the channels in use that somebody froze or rolled back. */
export function frozenChannels(channels: readonly ShownChannel[]): readonly FrozenChannel[] {
  return channels
    .filter(({ frozen }) => frozen)
    .map(({ repository, tag, index, revision, reason, changedAt }) => {
      const channel = `${repository}:${tag}`;
      const remedy = `quench channel thaw ${shellWord(channel)}`;
      return { channel, digest: index, revision, reason, since: changedAt, remedy };
    });
}

/** One of them, for people. */
export const frozenLine = ({ channel, digest, revision, reason, since, remedy }: FrozenChannel): string =>
  `frozen     ${channel} at ${shortDigest(digest)}, revision ${String(revision)}, since ${since}: ` +
  `${unended(reason)}; it follows again with: ${remedy}`;

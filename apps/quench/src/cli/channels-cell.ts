import type { ImageRow } from '@quench/distributor-feature';
import { shortDigest } from './output.js';

/** The channels of an image in one cell; of each that does not hand out the digest of its row, or is frozen, it says so. */
export function channelsCell({ pointing, digest }: Pick<ImageRow, 'pointing' | 'digest'>): string {
  const said = pointing.map((channel) => {
    const elsewhere = channel.digest === digest ? '' : `at ${shortDigest(channel.digest)}`;
    const note = [channel.frozen ? 'frozen' : '', elsewhere].filter((part) => part !== '').join(' ');
    return note === '' ? channel.tag : `${channel.tag} (${note})`;
  });
  return said.join(' ') || '-';
}

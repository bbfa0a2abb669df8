import type { ChannelEvent, ImageEvent } from '@quench/contracts';
import type { Digest, Projection, Recorded } from '@quench/kernel';
import { attestationTag, signatureTag } from '../cosign/legacy.js';
import { tagKey } from './channels.projection.js';

/** A tag that the gateway answers to. */
export interface TagRow {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  /** A channel moves; a publication never does; the others are where cosign looks in the legacy form. */
  readonly kind: 'channel' | 'publication' | 'signature' | 'attestation';
}

type Moved = Extract<ChannelEvent, { type: 'distributor.ChannelMoved.v1' | 'distributor.ChannelRolledBack.v1' }>;
type TagEvent = Moved | Exclude<ImageEvent, { type: 'distributor.PublicationRefused.v1' }>;

/** A channel that retires stays where it is: who pulls by it goes on getting what was there last. */
export const tags: Projection<TagRow, TagEvent> = {
  name: 'distributor-tags',
  version: 2,
  producer: 'distributor',
  types: [
    'distributor.ChannelMoved.v1',
    'distributor.ChannelRolledBack.v1',
    'distributor.ImageSigned.v1',
    'distributor.ImageAttested.v1',
  ],
  keys: (event) => changesOf(event).map(({ repository, tag }) => tagKey(repository, tag)),
  apply(rows, event) {
    return new Map(
      changesOf(event)
        .filter((change) => mayReplace(rows.get(tagKey(change.repository, change.tag)), change))
        .map((change) => [tagKey(change.repository, change.tag), change]),
    );
  },
};

/** A channel that is named like another kind of tag takes nothing away from it; a publication stays what it was. */
const mayReplace = (found: TagRow | undefined, change: TagRow): boolean =>
  found === undefined || found.kind === 'channel' || (found.kind === change.kind && found.kind !== 'publication');

function changesOf({ type, data }: Recorded<TagEvent>): readonly TagRow[] {
  const { repository } = data;
  switch (type) {
    case 'distributor.ChannelMoved.v1':
      return [
        { repository, tag: data.tag, digest: data.to, kind: 'channel' },
        { repository, tag: data.publication, digest: data.to, kind: 'publication' },
      ];
    case 'distributor.ChannelRolledBack.v1':
      return [{ repository, tag: data.tag, digest: data.to, kind: 'channel' }];
    case 'distributor.ImageSigned.v1':
      return data.manifests.flatMap(({ subject, signatures: [, legacy] }) =>
        legacy === undefined ? [] : [legacyTag(repository, signatureTag(subject as Digest), legacy, 'signature')],
      );
    case 'distributor.ImageAttested.v1':
      return data.legacy.map(({ subject, manifest }) =>
        legacyTag(repository, attestationTag(subject as Digest), manifest, 'attestation'),
      );
  }
}

const legacyTag = (repository: string, tag: string, digest: string, kind: TagRow['kind']): TagRow => ({
  repository,
  tag,
  digest,
  kind,
});

import type { ImageEvent } from '@quench/contracts';
import type { Projection, Recorded } from '@quench/kernel';

/** A manifest that the gateway may hand out. */
export interface PublishedRow {
  readonly repository: string;
  readonly digest: string;
  /** The image that it belongs to. */
  readonly index: string;
  /** What it refers to; empty for the image itself and for what is found by a tag. */
  readonly subject: string;
  /** The pack with it and its blobs; empty where each lies by itself. */
  readonly packed: string;
}

/** `<repository>@<digest>` */
export const publishedKey = (repository: string, digest: string): string => `${repository}@${digest}`;

type PublishedEvent = Exclude<ImageEvent, { type: 'distributor.PublicationRefused.v1' }>;

export const published: Projection<PublishedRow, PublishedEvent> = {
  name: 'distributor-published',
  version: 2,
  producer: 'distributor',
  types: ['distributor.ImageSigned.v1', 'distributor.ImageAttested.v1'],
  keys: (event) => rowsOf(event).map(({ repository, digest }) => publishedKey(repository, digest)),
  apply: (_rows, event) => new Map(rowsOf(event).map((row) => [publishedKey(row.repository, row.digest), row])),
};

function rowsOf({ type, data }: Recorded<PublishedEvent>): readonly PublishedRow[] {
  const { repository, index, packed = '' } = data;
  const row = (digest: string, subject = ''): PublishedRow => ({ repository, digest, index, subject, packed });
  switch (type) {
    case 'distributor.ImageSigned.v1':
      return data.manifests.flatMap(({ subject, signatures: [bundle, ...legacy] }) => [
        { ...row(subject), packed: '' },
        ...(bundle === undefined ? [] : [row(bundle, subject)]),
        ...legacy.map((digest) => row(digest)),
      ]);
    case 'distributor.ImageAttested.v1':
      return [
        ...data.attestations.map(({ bundle, subject }) => row(bundle, subject)),
        ...data.legacy.map(({ manifest }) => row(manifest)),
      ];
  }
}

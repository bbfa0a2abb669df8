import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DEFAULT_STREAM, endText, lineKey } from '@quench/contracts';
import {
  channels,
  published,
  publishedKey,
  rules,
  tagKey,
  tags,
  type ChannelRow,
  type PublishedRow,
  type RulesRow,
  type TagRow,
} from '@quench/distributor-domain';
import { digest, type Digest } from '@quench/kernel';
import {
  ContentStore,
  PublishedContent,
  ReadModels,
  type PublishedBlob,
  type PublishedManifest,
  type Referrer,
} from '@quench/ports';
import { Packs } from '../packs.js';
import { MAX_MANIFEST_BYTES, PublishedManifests } from './published-manifests.js';
import { RememberedPacks } from './remembered-packs.js';
import { RepositoryBlobs } from './repository-blobs.js';

/** What was published, as the read models tell it at each question. */
@Injectable()
export class ReadModelPublishedContent extends PublishedContent {
  private readonly packs: RememberedPacks;
  private readonly manifests: PublishedManifests;
  /** What was published stays so, hence only what was not found is looked up again: repositories with their blobs … */
  private readonly blobs = new Map<string, RepositoryBlobs>();
  /** … and the packs of manifests, by key. */
  private readonly found = new Map<string, string>();

  constructor(
    private readonly models: ReadModels,
    private readonly content: ContentStore,
    packs: Packs,
  ) {
    super();
    this.packs = new RememberedPacks(packs);
    this.manifests = new PublishedManifests(this.packs);
  }

  override async hasRepository(repository: string): Promise<boolean> {
    if (this.blobs.has(repository)) return true;
    const found = await this.models.list<PublishedRow>(published.name, { where: { repository }, limit: 1 });
    if (found.length === 0) return false;
    if (this.blobs.has(repository)) return true;
    this.blobs.set(repository, new RepositoryBlobs(() => this.rows({ repository }), this.manifests));
    return true;
  }

  override async resolve(repository: string, tag: string): Promise<Digest | undefined> {
    const row = await this.models.get<TagRow>(tags.name, tagKey(repository, tag));
    return row === undefined ? undefined : digest(row.digest);
  }

  override async warning(repository: string, tag: string): Promise<string | undefined> {
    const row = await this.models.get<ChannelRow>(channels.name, tagKey(repository, tag));
    // What names no version streams has none that ends.
    if (row === undefined || row.versionStream === DEFAULT_STREAM) return undefined;
    const { versionStream, variant } = row;
    const rule = await this.models.get<RulesRow>(rules.name, lineKey({ image: repository, versionStream, variant }));
    return rule === undefined || rule.endedOn === '' ? undefined : endText({ ...rule, endOfLife: rule.endedOn });
  }

  override async manifest(repository: string, of: Digest): Promise<PublishedManifest | undefined> {
    const packed = await this.packOf(repository, of);
    if (packed === undefined) return undefined;
    const { mediaType, size } = await this.manifests.get({ digest: of, packed });
    // Only now: while rows are rebuilt one may be of a version that knew no packs.
    this.found.set(publishedKey(repository, of), packed);
    const read = async () => (await this.packs.open(packed)).bytes(of, MAX_MANIFEST_BYTES);
    return { digest: of, mediaType, size, read };
  }

  override async blob(repository: string, of: Digest): Promise<PublishedBlob | undefined> {
    if (!(await this.hasRepository(repository))) return undefined;
    const named = await this.blobs.get(repository)?.packOf(of);
    if (named === undefined) return undefined;
    const packed = (await this.packs.open(named)).packed(of);
    if (packed !== undefined) return blobOf(packed);
    const found = await this.content.stat(of);
    return found && { size: found.size, stream: (range) => this.content.stream(of, range) };
  }

  override async tags(
    repository: string,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const from = after === undefined ? {} : { after: tagKey(repository, after) };
    const found = await this.models.list<TagRow>(tags.name, { where: { repository }, ...from, limit });
    return found.map(({ row }) => row.tag);
  }

  override async referrers(repository: string, subject: Digest): Promise<readonly Referrer[]> {
    const rows = await this.rows({ repository, subject });
    return Promise.all(
      rows.map(async (row) => {
        const { mediaType, size, artifactType, annotations } = await this.manifests.get(row);
        return { digest: digest(row.digest), mediaType, size, artifactType, annotations };
      }),
    );
  }

  /** The pack of a manifest, empty where it lies by itself; undefined unless the repository has published it. */
  private async packOf(repository: string, of: Digest): Promise<string | undefined> {
    const key = publishedKey(repository, of);
    return this.found.get(key) ?? (await this.models.get<PublishedRow>(published.name, key))?.packed;
  }

  private async rows(where: Partial<PublishedRow>): Promise<readonly PublishedRow[]> {
    const all: PublishedRow[] = [];
    for await (const { row } of this.models.each<PublishedRow>(published.name, where)) all.push(row);
    return all;
  }
}

const blobOf = (bytes: Uint8Array): PublishedBlob => ({
  size: bytes.byteLength,
  stream: ({ start, end } = { start: 0, end: bytes.byteLength }) => Readable.from([bytes.subarray(start, end)]),
});

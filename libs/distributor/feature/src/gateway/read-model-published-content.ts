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
import { PublishedManifests } from './published-manifests.js';

/** The specification lets a registry refuse larger ones. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** What was published, as the read models tell it at each question. */
@Injectable()
export class ReadModelPublishedContent extends PublishedContent {
  private readonly manifests: PublishedManifests;
  /** What was published stays so, hence only what was not found is looked up again: repositories with the packs of their blobs … */
  private readonly blobs = new Map<string, ReadonlyMap<string, string>>();
  /** … and the packs of manifests, by key. */
  private readonly found = new Map<string, string>();

  constructor(
    private readonly models: ReadModels,
    private readonly content: ContentStore,
    private readonly packs: Packs,
  ) {
    super();
    this.manifests = new PublishedManifests(packs);
  }

  override async hasRepository(repository: string): Promise<boolean> {
    if (this.blobs.has(repository)) return true;
    const found = await this.models.list<PublishedRow>(published.name, { where: { repository }, limit: 1 });
    return found.length > 0;
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
    return { digest: of, mediaType, size };
  }

  override async read(repository: string, of: Digest): Promise<Uint8Array> {
    const pack = await this.packs.open(await this.packOf(repository, of));
    const packed = pack.packed(of);
    return packed === undefined ? this.content.read(of, { maxBytes: MAX_MANIFEST_BYTES }) : Buffer.from(packed);
  }

  override async blob(repository: string, of: Digest): Promise<PublishedBlob | undefined> {
    const named = this.blobs.get(repository)?.get(of) ?? (await this.lookUp(repository)).get(of);
    if (named === undefined) return undefined;
    const packed = (await this.packs.open(named)).packed(of);
    if (packed !== undefined) return blobOf(Buffer.from(packed));
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
    const all = await this.manifests.each(await this.rows({ repository, subject }));
    return all.map(([row, { mediaType, size, artifactType, annotations }]) => ({
      ...{ digest: digest(row.digest), mediaType, size, artifactType, annotations },
    }));
  }

  /** The pack of a manifest, empty where it lies by itself; undefined unless the repository has published it. */
  private async packOf(repository: string, of: Digest): Promise<string | undefined> {
    const key = publishedKey(repository, of);
    const found = this.found.get(key);
    if (found !== undefined) return found;
    const row = await this.models.get<PublishedRow>(published.name, key);
    if (row !== undefined) this.found.set(key, row.packed);
    return row?.packed;
  }

  /** All blobs of a repository, each with the pack of a manifest that names it. */
  private async lookUp(repository: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.rows({ repository });
    const found = new Map<string, string>();
    for (const [{ packed }, { blobs }] of await this.manifests.each(rows)) {
      for (const blob of blobs) found.set(blob, packed);
    }
    if (rows.length > 0) this.blobs.set(repository, found);
    return found;
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

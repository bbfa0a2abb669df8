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
import { ContentStore, PublishedContent, ReadModels, type PublishedManifest, type Referrer } from '@quench/ports';
import { PublishedManifests, type KnownManifest } from './published-manifests.js';

/** What was published, as the read models tell it at each question. */
@Injectable()
export class ReadModelPublishedContent extends PublishedContent {
  private readonly manifests: PublishedManifests;
  /** What was published stays so, hence only what was not found is looked up again: repositories with their blobs … */
  private readonly blobs = new Map<string, Set<string>>();
  /** … and the keys of manifests. */
  private readonly found = new Set<string>();

  constructor(
    private readonly models: ReadModels,
    content: ContentStore,
  ) {
    super();
    this.manifests = new PublishedManifests(content);
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
    const key = publishedKey(repository, of);
    if (!this.found.has(key)) {
      if ((await this.models.get<PublishedRow>(published.name, key)) === undefined) return undefined;
      this.found.add(key);
    }
    const { mediaType, size } = await this.manifests.get(of);
    return { digest: of, mediaType, size };
  }

  override async hasBlob(repository: string, of: Digest): Promise<boolean> {
    if (this.blobs.get(repository)?.has(of) === true) return true;
    const rows = await this.rows({ repository });
    if (rows.length === 0) return false;
    const found = new Set<string>();
    for (const row of rows) for (const blob of (await this.known(row)).blobs) found.add(blob);
    this.blobs.set(repository, found);
    return found.has(of);
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
        const { mediaType, size, artifactType, annotations } = await this.known(row);
        return { digest: digest(row.digest), mediaType, size, artifactType, annotations };
      }),
    );
  }

  private known(row: PublishedRow): Promise<KnownManifest> {
    return this.manifests.get(digest(row.digest));
  }

  private async rows(where: Partial<PublishedRow>): Promise<readonly PublishedRow[]> {
    const all: PublishedRow[] = [];
    for await (const { row } of this.models.each<PublishedRow>(published.name, where)) all.push(row);
    return all;
  }
}

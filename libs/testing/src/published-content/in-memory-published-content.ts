import { sha256, type Digest } from '@quench/kernel';
import {
  ContentStore,
  PublishedContent,
  type PublishedBlob,
  type PublishedManifest,
  type Referrer,
} from '@quench/ports';

/** A manifest of either kind, as far as publishing looks into it. */
interface Written {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config?: { readonly mediaType: string; readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly subject?: { readonly digest: string };
}

interface Repository {
  readonly tags: Map<string, Digest>;
  readonly manifests: Map<Digest, Referrer & { readonly subject: string | undefined }>;
  readonly blobs: Set<string>;
}

/** What was published, as it was put in. */
export class InMemoryPublishedContent extends PublishedContent {
  private readonly repositories = new Map<string, Repository>();
  /** By `<repository>:<tag>`. */
  readonly warnings = new Map<string, string>();

  constructor(private readonly content: ContentStore) {
    super();
  }

  /** Publishes a manifest, whose blobs must be in the content store, and points tags to it. */
  async publish(repository: string, manifest: string, tags: readonly string[] = []): Promise<Digest> {
    const { mediaType, artifactType, config, layers = [], annotations = {}, subject } = JSON.parse(manifest) as Written;
    const digest = sha256(manifest);
    await this.content.write(Buffer.from(manifest), { expected: digest });
    const found = this.repositories.get(repository) ?? { tags: new Map(), manifests: new Map(), blobs: new Set() };
    this.repositories.set(repository, found);
    found.manifests.set(digest, {
      digest,
      mediaType,
      size: Buffer.byteLength(manifest),
      artifactType: artifactType ?? config?.mediaType ?? '',
      annotations,
      subject: subject?.digest,
    });
    for (const blob of [...(config === undefined ? [] : [config]), ...layers]) found.blobs.add(blob.digest);
    for (const tag of tags) found.tags.set(tag, digest);
    return digest;
  }

  override hasRepository(repository: string): Promise<boolean> {
    return Promise.resolve(this.repositories.has(repository));
  }

  override resolve(repository: string, tag: string): Promise<Digest | undefined> {
    return Promise.resolve(this.repositories.get(repository)?.tags.get(tag));
  }

  override warning(repository: string, tag: string): Promise<string | undefined> {
    return Promise.resolve(this.warnings.get(`${repository}:${tag}`));
  }

  override manifest(repository: string, digest: Digest): Promise<PublishedManifest | undefined> {
    const found = this.repositories.get(repository)?.manifests.get(digest);
    const read = () => this.content.read(digest, { maxBytes: Infinity });
    return Promise.resolve(found && { digest, mediaType: found.mediaType, size: found.size, read });
  }

  override async blob(repository: string, digest: Digest): Promise<PublishedBlob | undefined> {
    if (this.repositories.get(repository)?.blobs.has(digest) !== true) return undefined;
    const found = await this.content.stat(digest);
    return found && { size: found.size, stream: (range) => this.content.stream(digest, range) };
  }

  override tags(
    repository: string,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly string[]> {
    const all = [...(this.repositories.get(repository)?.tags.keys() ?? [])].sort();
    return Promise.resolve(all.filter((tag) => tag > after).slice(0, limit));
  }

  override referrers(repository: string, subject: Digest): Promise<readonly Referrer[]> {
    const all = [...(this.repositories.get(repository)?.manifests.values() ?? [])];
    return Promise.resolve(all.filter((one) => one.subject === subject));
  }
}

import { IntegrityFault, type Digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';

/** A manifest as far as the gateway looks into it. */
export interface KnownManifest {
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** What a referrer is; the type of the config where it does not say. */
  readonly artifactType: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Config and layers. */
  readonly blobs: readonly string[];
}

/** As the manifests say it, of both kinds. */
interface Written {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: { readonly mediaType: string; readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_KEPT = 20_000;

/** Manifests of the content store, read once: what has a digest does not change. */
export class PublishedManifests {
  private readonly kept = new Map<Digest, KnownManifest>();

  constructor(private readonly content: ContentStore) {}

  /** @throws IntegrityFault `document-malformed`, and those of the content store */
  async get(of: Digest): Promise<KnownManifest> {
    const kept = this.kept.get(of);
    if (kept !== undefined) return kept;
    const bytes = await this.content.read(of, { maxBytes: MAX_MANIFEST_BYTES });
    const known = manifestOf(of, bytes);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(of, known);
    return known;
  }
}

function manifestOf(of: Digest, bytes: Uint8Array): KnownManifest {
  const written = JSON.parse(Buffer.from(bytes).toString('utf8')) as Written;
  const { mediaType, artifactType, config, layers = [], annotations = {} } = written;
  if (mediaType === undefined) throw new IntegrityFault('document-malformed', `${of} is no manifest`);
  return {
    mediaType,
    size: bytes.byteLength,
    artifactType: artifactType ?? config?.mediaType ?? '',
    annotations,
    blobs: [...(config === undefined ? [] : [config.digest]), ...layers.map((layer) => layer.digest)],
  };
}

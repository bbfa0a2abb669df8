import { isMediaType, isObject, isText, isTexts, parsedJson, type PublishedRow } from '@quench/distributor-domain';
import { IntegrityFault, digest, isDigest, type Digest } from '@quench/kernel';
import type { RememberedPacks } from './remembered-packs.js';

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

/** Where a manifest lies. */
type Placed = Pick<PublishedRow, 'digest' | 'packed'>;

/** The specification lets a registry refuse larger ones. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_KEPT = 20_000;

/** Manifests of the content store, looked into once: what has a digest does not change. */
export class PublishedManifests {
  private readonly kept = new Map<string, KnownManifest>();

  constructor(private readonly packs: RememberedPacks) {}

  /** @throws IntegrityFault `document-malformed`, and those of the content store */
  async get({ digest: of, packed }: Placed): Promise<KnownManifest> {
    const kept = this.kept.get(of);
    if (kept !== undefined) return kept;
    const pack = await this.packs.open(packed);
    const known = manifestOf(digest(of), await pack.bytes(of, MAX_MANIFEST_BYTES));
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(of, known);
    return known;
  }
}

function manifestOf(of: Digest, bytes: Uint8Array): KnownManifest {
  const written = parsedJson(of, Buffer.from(bytes).toString('utf8'));
  if (!isObject(written)) throw malformed(of);
  const { mediaType, artifactType, config, layers = [], annotations = {} } = written;
  const type = artifactType ?? (isObject(config) ? config['mediaType'] : '');
  if (!isMediaType(mediaType) || !isText(type) || !isTexts(annotations)) throw malformed(of);
  if (!Array.isArray(layers)) throw malformed(of);
  const blobs: readonly unknown[] = [...(config === undefined ? [] : [config]), ...layers];
  if (!blobs.every(isBlob)) throw malformed(of);
  return {
    mediaType,
    size: bytes.byteLength,
    artifactType: type,
    annotations,
    blobs: blobs.map((blob) => blob.digest),
  };
}

const isBlob = (value: unknown): value is { readonly digest: string } =>
  isObject(value) && isText(value['digest']) && isDigest(value['digest']);

const malformed = (of: Digest): IntegrityFault =>
  new IntegrityFault('document-malformed', `${of} is not the document it was named as: a manifest of either kind`);

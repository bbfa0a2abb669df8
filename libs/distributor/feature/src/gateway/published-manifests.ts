import { isMediaType, isObject, isText, isTexts, parsedJson, type PublishedRow } from '@quench/distributor-domain';
import { IntegrityFault, digest, isDigest, type Digest } from '@quench/kernel';
import type { OpenPack, Packs } from '../packs.js';

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
export type Placed = Pick<PublishedRow, 'digest' | 'packed'>;

const MAX_KEPT = 20_000;

/** Manifests of the content store, looked into once: what has a digest does not change. */
export class PublishedManifests {
  private readonly kept = new Map<string, KnownManifest>();

  constructor(private readonly packs: Packs) {}

  /** @throws IntegrityFault `document-malformed`, and those of the content store */
  async get(placed: Placed): Promise<KnownManifest> {
    return this.kept.get(placed.digest) ?? this.look(placed, await this.packs.open(placed.packed));
  }

  /** As `get` for each, with every pack opened once. */
  async each<Row extends Placed>(rows: readonly Row[]): Promise<readonly (readonly [Row, KnownManifest])[]> {
    const all: (readonly [Row, KnownManifest])[] = [];
    for (const together of byPack(rows)) {
      let pack: OpenPack | undefined;
      for (const row of together) {
        const kept = this.kept.get(row.digest);
        pack ??= kept === undefined ? await this.packs.open(row.packed) : undefined;
        all.push([row, kept ?? (await this.look(row, pack as OpenPack))]);
      }
    }
    return all;
  }

  private async look({ digest: of }: Placed, pack: OpenPack): Promise<KnownManifest> {
    const known = manifestOf(digest(of), await pack.text(of));
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(of, known);
    return known;
  }
}

function byPack<Row extends Placed>(rows: readonly Row[]): Iterable<readonly Row[]> {
  const packs = new Map<string, Row[]>();
  for (const row of rows) {
    const together = packs.get(row.packed) ?? [];
    packs.set(row.packed, together);
    together.push(row);
  }
  return packs.values();
}

function manifestOf(of: Digest, text: string): KnownManifest {
  const written = parsedJson(of, text);
  if (!isObject(written)) throw malformed(of);
  const { mediaType, artifactType, config, layers = [], annotations = {} } = written;
  const type = artifactType ?? (isObject(config) ? config['mediaType'] : '');
  if (!isMediaType(mediaType) || !isText(type) || !isTexts(annotations)) throw malformed(of);
  if (!Array.isArray(layers)) throw malformed(of);
  const blobs: readonly unknown[] = [...(config === undefined ? [] : [config]), ...layers];
  if (!blobs.every(isBlob)) throw malformed(of);
  return {
    mediaType,
    size: Buffer.byteLength(text),
    artifactType: type,
    annotations,
    blobs: blobs.map((blob) => blob.digest),
  };
}

const isBlob = (value: unknown): value is { readonly digest: string } =>
  isObject(value) && isText(value['digest']) && isDigest(value['digest']);

const malformed = (of: Digest): IntegrityFault =>
  new IntegrityFault('document-malformed', `${of} is not the document it was named as: a manifest of either kind`);

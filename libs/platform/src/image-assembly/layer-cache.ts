import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, hex, isDigest, sha256, type Digest, type Json } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import { editionOf } from '../content-store/edition.js';

/** Raised when records or facts change their shape. */
const RECORD_FORMAT = 2;

/** What is kept of a layer that was made once. The bytes are in the content store. */
export interface LayerRecord {
  readonly digest: Digest;
  readonly diffId: Digest;
  /** Compressed. */
  readonly sizeBytes: number;
  /** Seconds since 1970: the newest file in it. */
  readonly mtime: number;
  /** What merging needs to know of its packages, in the content store; of the layers made by merging: of nothing. */
  readonly facts?: Digest | undefined;
}

/** So many records are remembered: more than the packages that the images of a catalog have. */
const MAX_KNOWN = 10_000;

interface KnownRecord {
  readonly edition: string;
  readonly record: LayerRecord;
}

/**
 * Layers by the digest of everything that they are made from, one small file each. A record is a claim that nothing
 * here can check: who can write to the folder can plant another layer. It shows when a build that does not use the
 * cache gives another manifest, and the right record then replaces it.
 */
export class LayerCache {
  private readonly known = new Map<Digest, KnownRecord>();

  /** @param directory made when first needed */
  constructor(
    private readonly directory: string,
    private readonly store: ContentStore,
  ) {}

  /** Undefined also when the record cannot be read or its bytes are gone: then the layer is made again. */
  async get(key: Digest): Promise<LayerRecord | undefined> {
    const record = await this.record(key);
    if (record === undefined) return undefined;
    const [layer, facts] = await Promise.all([
      this.store.stat(record.digest),
      record.facts === undefined ? undefined : this.store.stat(record.facts),
    ]);
    const whole = layer?.size === record.sizeBytes && (record.facts === undefined || facts !== undefined);
    return whole ? record : undefined;
  }

  async put(key: Digest, record: LayerRecord): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const temporary = join(this.directory, `${randomUUID()}.tmp`);
    await writeFile(temporary, canonicalJson({ format: RECORD_FORMAT, ...record }), { mode: 0o600 });
    await rename(temporary, this.fileOf(key));
  }

  /** Read once while its file is the same edition: images have most of their layers in common, and another process may put right one. */
  private async record(key: Digest): Promise<LayerRecord | undefined> {
    const file = this.fileOf(key);
    // Asked before: what comes in between is another edition.
    const edition = await stat(file, { bigint: true }).then(editionOf, () => undefined);
    const known = this.known.get(key);
    if (edition !== undefined && known?.edition === edition) return known.record;
    this.known.delete(key);
    const text = edition === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    const record = text === undefined ? undefined : parseRecord(text);
    if (edition === undefined || record === undefined) return undefined;
    const [oldest] = this.known.keys();
    if (this.known.size >= MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    this.known.set(key, { edition, record });
    return record;
  }

  private fileOf(key: Digest): string {
    return join(this.directory, `${hex(key)}.json`);
  }
}

/** The key of a layer: everything that its bytes depend on. */
export const layerKey = (inputs: Json): Digest => sha256(canonicalJson({ format: RECORD_FORMAT, inputs }));

function parseRecord(text: string): LayerRecord | undefined {
  try {
    const { format, digest, diffId, sizeBytes, mtime, facts } = JSON.parse(text) as Record<string, unknown>;
    const sound = format === RECORD_FORMAT && isWhole(sizeBytes) && isWhole(mtime) && isName(digest) && isName(diffId);
    if (!sound || !(facts === undefined || isName(facts))) return undefined;
    return { digest, diffId, sizeBytes, mtime, ...(facts === undefined ? {} : { facts }) };
  } catch {
    return undefined;
  }
}

const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isName = (value: unknown): value is Digest => typeof value === 'string' && isDigest(value);

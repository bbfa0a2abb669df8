import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, hex, isDigest, sha256, type Digest, type Json } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import type { ContentsThread } from '../content-store/contents-thread.js';
import { fileEditions } from '../content-store/file-editions.js';

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

  /**
   * @param directory made when first needed
   * @param thread is asked for records' editions while it runs
   */
  constructor(
    private readonly directory: string,
    private readonly store: ContentStore,
    private readonly thread?: ContentsThread,
  ) {}

  /**
   * Undefined also when the record cannot be read or its bytes are gone: then the layer is made again.
   * @throws TransientFault `contents-thread-lost`, and what the disk says when the bytes cannot be looked at
   */
  async get(key: Digest): Promise<LayerRecord | undefined> {
    const [record] = await this.getMany([key]);
    return record;
  }

  /** As `get`, of some layers and in their order: one question for their records, and one for their bytes. @throws as `get` */
  async getMany(keys: readonly Digest[]): Promise<readonly (LayerRecord | undefined)[]> {
    const records = await this.records(keys);
    const contents = records.flatMap((record) => (record === undefined ? [] : contentsOf(record)));
    const there = await this.store.statMany([...new Set(contents)]);
    const sizes = new Map(there.flatMap((content) => (content === undefined ? [] : [[content.digest, content.size]])));
    return records.map((record) => (record !== undefined && isThere(record, sizes) ? record : undefined));
  }

  async put(key: Digest, record: LayerRecord): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const temporary = join(this.directory, `${randomUUID()}.tmp`);
    await writeFile(temporary, canonicalJson({ format: RECORD_FORMAT, ...record }), { mode: 0o600 });
    await rename(temporary, this.fileOf(key));
  }

  private async records(keys: readonly Digest[]): Promise<readonly (LayerRecord | undefined)[]> {
    // Asked before they are read: what comes in between is another edition.
    const editions = await fileEditions(this.directory, keys.map(nameOf), this.thread);
    return Promise.all(keys.map((key, at) => this.record(key, editions[at])));
  }

  /** Read once while its file is the same edition: images have most of their layers in common, and another process may put right one. */
  private async record(key: Digest, edition: string | undefined): Promise<LayerRecord | undefined> {
    const known = this.known.get(key);
    if (edition !== undefined && known?.edition === edition) return known.record;
    this.known.delete(key);
    const text = edition === undefined ? undefined : await readFile(this.fileOf(key), 'utf8').catch(() => undefined);
    const record = text === undefined ? undefined : parseRecord(text);
    if (edition === undefined || record === undefined) return undefined;
    const [oldest] = this.known.keys();
    if (this.known.size >= MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    this.known.set(key, { edition, record });
    return record;
  }

  private fileOf(key: Digest): string {
    return join(this.directory, nameOf(key));
  }
}

/** The key of a layer: everything that its bytes depend on. */
export const layerKey = (inputs: Json): Digest => sha256(canonicalJson({ format: RECORD_FORMAT, inputs }));

const nameOf = (key: Digest): string => `${hex(key)}.json`;

const contentsOf = ({ digest, facts }: LayerRecord): readonly Digest[] =>
  facts === undefined ? [digest] : [digest, facts];

/** @param sizes of the contents that are there, bytes */
const isThere = ({ digest, facts, sizeBytes }: LayerRecord, sizes: ReadonlyMap<Digest, number>): boolean =>
  sizes.get(digest) === sizeBytes && (facts === undefined || sizes.has(facts));

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

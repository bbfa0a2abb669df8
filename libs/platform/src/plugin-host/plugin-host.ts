import { IntegrityFault, sha256, type Digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import type { ArchiveEntry, Checksums, HeldFile, Host, Registry, UnpackLimits } from '@quench/plugin-sdk';
import { decompress, unpackArchive } from '../archives/index.js';
import { checked, fulfils } from './checksums.js';
import { verifyClearsigned } from './clearsigned.js';
import { DerivedCache } from './derived-cache.js';
import { openFile } from './file-source.js';
import { HeldFiles } from './held-files.js';
import { HttpSource, type RequestLimits } from './http-source.js';
import { Origins } from './origins.js';
import { type RetryPolicy, withRetry } from './retry.js';
import { Slots } from './slots.js';

/** How many fetches of one plugin run at the same time; a wide fan-out times out in connecting. */
const FETCHES = 8;

/** Of what a plugin keeps: the largest are indexes of whole archives, as text. */
const MAX_KEPT_BYTES = 512 * 1024 * 1024;

/** What a {@link PluginHost} works with. */
export interface PluginHostParts {
  readonly registries: readonly Registry[];
  readonly content: ContentStore;
  /** Made when first needed; may be deleted at any time. Undefined: all that is derived is derived in this process. */
  readonly cacheDirectory: string | undefined;
  readonly retry: RetryPolicy;
  readonly limits: RequestLimits;
}

/** The host of one plugin. Close it, or its idle connections keep the process alive for a while. */
export class PluginHost implements Host {
  readonly registries: readonly Registry[];
  private readonly origins: Origins;
  private readonly http: HttpSource;
  private readonly derived: DerivedCache;
  private readonly held: HeldFiles;
  private readonly fetches = new Slots(FETCHES);

  constructor(private readonly parts: PluginHostParts) {
    this.registries = parts.registries;
    this.origins = new Origins(parts.registries);
    this.http = new HttpSource(this.origins, parts.limits);
    this.derived = new DerivedCache(parts.cacheDirectory);
    this.held = new HeldFiles(parts.content, parts.cacheDirectory);
  }

  get(url: string, options: { readonly maxBytes: number; readonly accept?: string }): Promise<Uint8Array | undefined> {
    return this.fetch(url, options, joined);
  }

  async store({ url, checksums, maxBytes }: Parameters<Host['store']>[0]): Promise<HeldFile | undefined> {
    const held = await this.held.find(checksums, maxBytes);
    if (held !== undefined) return held;
    return this.fetch(url, { maxBytes }, async (body) => {
      const stored = await this.parts.content.write(checked(body, checksums), { maxBytes });
      await this.held.note(checksums, stored);
      return stored;
    });
  }

  keep(bytes: Uint8Array): Promise<HeldFile> {
    return this.parts.content.write(bytes, { maxBytes: MAX_KEPT_BYTES });
  }

  read(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array> {
    return this.parts.content.read(digest, options);
  }

  derive(
    key: string,
    inputs: readonly Digest[],
    compute: (inputs: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const make = async (): Promise<Uint8Array> =>
      compute(await Promise.all(inputs.map((digest) => this.read(digest, limits))));
    return this.derived.get(key, inputs, make, limits.maxBytes);
  }

  decompress(bytes: Uint8Array, limits: { readonly maxBytes: number }): Promise<Uint8Array> {
    return decompress(bytes, limits);
  }

  unpack(bytes: Uint8Array, limits: UnpackLimits): Promise<readonly ArchiveEntry[]> {
    return unpackArchive(bytes, limits);
  }

  verifyClearsigned(
    message: Uint8Array,
    keys: readonly string[],
  ): Promise<{ readonly text: string; readonly signedBy: readonly string[] }> {
    return verifyClearsigned(message, keys);
  }

  hash(bytes: Uint8Array): Digest {
    return sha256(bytes);
  }

  fulfils(bytes: Uint8Array, checksums: Checksums): boolean {
    return fulfils(bytes, checksums);
  }

  /** What a host like this one is made of in another thread, beside its content store. */
  get cloneable(): Omit<PluginHostParts, 'content'> {
    const { registries, cacheDirectory, retry, limits } = this.parts;
    return { registries, cacheDirectory, retry, limits };
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private fetch<Result>(
    text: string,
    options: { readonly maxBytes: number; readonly accept?: string },
    take: (body: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | undefined> {
    const url = this.origins.allow(text);
    return this.fetches.run(() =>
      withRetry(this.parts.retry, async () => {
        const body =
          url.protocol === 'file:'
            ? await openFile(url, this.origins, options.maxBytes)
            : await this.http.open(url, options);
        return body === undefined ? undefined : named(url, take(body));
      }),
    );
  }
}

async function joined(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Says where the bytes came from that were not the expected ones. */
const named = <Result>(url: URL, result: Promise<Result>): Promise<Result> =>
  result.catch((error: unknown) => {
    if (!(error instanceof IntegrityFault) || error.code === 'response-too-large') throw error;
    throw new IntegrityFault(error.code, `${url.href}: ${error.message}`, { cause: error });
  });

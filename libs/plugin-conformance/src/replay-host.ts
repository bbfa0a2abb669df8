import type { ArchiveEntry, Checksums, Digest, HeldFile, Host, Registry, UnpackLimits } from '@quench/plugin-sdk';

/** What a host does without network or store: a real host's, which whoever runs the kit has. */
export type Tools = Pick<Host, 'decompress' | 'unpack' | 'verifyClearsigned' | 'hash' | 'fulfils'>;

/** What a replaying host plays. */
export interface Recording {
  readonly registries: readonly Registry[];
  /** Bodies by URL. */
  readonly answers: ReadonlyMap<string, Uint8Array>;
}

interface Parts extends Recording {
  /** Content that is held already. */
  readonly held: ReadonlyMap<Digest, Uint8Array>;
  readonly tools: Tools;
}

/** What goes wrong at a host. */
export interface Weather {
  /** What is served in place of a recorded body; undefined for 404. */
  readonly served?: (url: string, body: Uint8Array | undefined) => Uint8Array | undefined;
  /** The error of one of the host's calls, which are counted from 0. */
  readonly failing?: { readonly call: number; readonly error: Error };
  readonly unpacked?: (entry: ArchiveEntry) => ArchiveEntry;
}

/** An error of this host, which a plugin is to let through. */
class ReplayFault extends Error {
  override readonly name = 'ReplayFault';
}

/** A host whose registries answer as they once did, that counts, and that fails when it is told to. */
export class ReplayHost implements Host {
  /** URLs that were asked for, in order. */
  readonly asked: string[] = [];
  /** Methods that were called, in order; {@link Weather.failing} counts them. */
  readonly calls: string[] = [];
  /** Errors that came from here, not from a plugin. */
  readonly threw = new Set<unknown>();
  private readonly held: Map<Digest, Uint8Array>;

  constructor(
    private readonly parts: Parts,
    private readonly weather: Weather = {},
  ) {
    this.held = new Map(parts.held);
  }

  get registries(): readonly Registry[] {
    return this.parts.registries;
  }

  /** All that is held by now. */
  get contents(): ReadonlyMap<Digest, Uint8Array> {
    return this.held;
  }

  get(url: string, { maxBytes }: { readonly maxBytes: number }): Promise<Uint8Array | undefined> {
    return this.call('get', () => this.served(url, maxBytes));
  }

  store(artifact: Parameters<Host['store']>[0]): Promise<HeldFile | undefined> {
    return this.call('store', () => {
      const { url, checksums, maxBytes } = artifact;
      const isIt = (bytes: Uint8Array): boolean => this.fulfils(bytes, checksums);
      const body = [...this.held.values()].find(isIt) ?? this.served(url, maxBytes);
      if (body === undefined) return undefined;
      if (!isIt(body)) throw new ReplayFault(`${url} is not ${checksums.join(' and ')}`);
      return this.hold(body);
    });
  }

  keep(bytes: Uint8Array): Promise<HeldFile> {
    return this.call('keep', () => this.hold(bytes));
  }

  read(digest: Digest, limits: { readonly maxBytes: number }): Promise<Uint8Array> {
    return this.call('read', () => this.holding(digest, limits));
  }

  async derive(
    _key: string,
    inputs: readonly Digest[],
    compute: (inputs: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<Uint8Array> {
    // What is thrown while computing is the plugin's own.
    return compute(await this.call('derive', () => inputs.map((digest) => this.holding(digest, limits))));
  }

  decompress(bytes: Uint8Array, limits: { readonly maxBytes: number }): Promise<Uint8Array> {
    return this.call('decompress', () => this.parts.tools.decompress(bytes, limits));
  }

  unpack(bytes: Uint8Array, limits: UnpackLimits): Promise<readonly ArchiveEntry[]> {
    const { unpacked = (entry: ArchiveEntry) => entry } = this.weather;
    return this.call('unpack', async () => (await this.parts.tools.unpack(bytes, limits)).map(unpacked));
  }

  verifyClearsigned(message: Uint8Array, keys: readonly string[]): ReturnType<Host['verifyClearsigned']> {
    return this.call('verifyClearsigned', () => this.parts.tools.verifyClearsigned(message, keys));
  }

  hash(bytes: Uint8Array): Digest {
    return this.parts.tools.hash(bytes);
  }

  fulfils(bytes: Uint8Array, checksums: Checksums): boolean {
    return this.parts.tools.fulfils(bytes, checksums);
  }

  private async call<Result>(method: string, act: () => Result | Promise<Result>): Promise<Result> {
    const number = this.calls.push(method) - 1;
    const { failing } = this.weather;
    try {
      if (failing?.call === number) throw failing.error;
      return await act();
    } catch (error) {
      this.threw.add(error);
      throw error;
    }
  }

  private served(url: string, maxBytes: number): Uint8Array | undefined {
    this.asked.push(url);
    const { served = (_url: string, body: Uint8Array | undefined) => body } = this.weather;
    if (!this.registries.some(({ base }) => url.startsWith(base))) {
      throw new ReplayFault(`${url} is below the base of no registry`);
    }
    const body = served(url, this.parts.answers.get(url));
    if (body !== undefined && body.length > maxBytes) throw new ReplayFault(`${url} has more than ${maxBytes} bytes`);
    return body;
  }

  private hold(bytes: Uint8Array): HeldFile {
    const digest = this.parts.tools.hash(bytes);
    this.held.set(digest, bytes);
    return { digest, size: bytes.length };
  }

  private holding(digest: Digest, { maxBytes }: { readonly maxBytes: number }): Uint8Array {
    const bytes = this.held.get(digest);
    if (bytes === undefined) throw new ReplayFault(`${digest} is not held`);
    if (bytes.length > maxBytes) throw new ReplayFault(`${digest} has more than ${maxBytes} bytes`);
    return bytes;
  }
}

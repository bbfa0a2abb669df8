import { isDigest, sha256, type Digest } from '@quench/kernel';
import { PluginError, type HeldFile, type Host } from '@quench/plugin-sdk';
import type { ContentStore } from '@quench/ports';
import { TOY_BASE, toySigned, type ToyArchive } from './toy-archive.js';

const refused = (): Promise<never> => Promise.reject(new PluginError('unsupported', 'Toy packages are plain JSON'));

/** A host whose only registry is an archive in memory. */
export class ToyHost implements Host {
  readonly registries = [{ base: TOY_BASE, details: {} }];
  readonly decompress = refused;
  readonly unpack = refused;
  readonly hash = sha256;
  readonly fulfils: Host['fulfils'] = (bytes, checksums) => checksums.every((checksum) => checksum === sha256(bytes));
  /** Results of `derive` by key and inputs, which a spec may replace behind the host's back. */
  readonly derived = new Map<string, Uint8Array>();

  /** Signed texts of whose keys none is trusted any more. */
  readonly distrusted = new Set<Digest>();

  constructor(
    private readonly archive: ToyArchive,
    private readonly content: ContentStore,
  ) {}

  async get(url: string): Promise<Uint8Array | undefined> {
    return this.archive.get(url.slice(TOY_BASE.length));
  }

  async store(artifact: Parameters<Host['store']>[0]): Promise<HeldFile | undefined> {
    const expected = artifact.checksums.find((checksum) => isDigest(checksum));
    if (expected === undefined) return refused();
    const held = await this.content.stat(expected);
    if (held !== undefined) return held;
    const bytes = await this.get(artifact.url);
    return bytes && this.content.write(bytes, { expected, maxBytes: artifact.maxBytes });
  }

  keep(bytes: Uint8Array): Promise<HeldFile> {
    return this.content.write(bytes);
  }

  read(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array> {
    return this.content.read(digest, options);
  }

  async derive(
    key: string,
    inputs: readonly Digest[],
    compute: (inputs: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<Uint8Array> {
    const name = [key, ...inputs].join(' ');
    const kept = this.derived.get(name);
    if (kept !== undefined) return kept;
    const made = await compute(await Promise.all(inputs.map((digest) => this.read(digest, limits))));
    this.derived.set(name, made);
    return made;
  }

  /** @throws PluginError `not-authentic` unless one of `keys` made the first line */
  async verifyClearsigned(message: Uint8Array, keys: readonly string[]) {
    const [, ...lines] = Buffer.from(message).toString().split('\n');
    const text = lines.join('\n');
    const trusted = this.distrusted.has(sha256(message)) ? [] : keys;
    const signedBy = trusted.filter((key) => Buffer.compare(toySigned(text, key), message) === 0);
    if (signedBy.length === 0) throw new PluginError('not-authentic', 'no good signature by a trusted key');
    return { text, signedBy };
  }
}

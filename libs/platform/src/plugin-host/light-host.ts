import { IntegrityFault } from '@quench/kernel';
import type { Host } from '@quench/plugin-sdk';

/** What an archive signs names its indexes in some 150 kB. */
const LIGHT_BYTES = 1024 * 1024;

/**
 * A host for what may be done in passing, where an event loop waits for its turn: asking for something small, verifying
 * and comparing it. Whoever wants more is refused, and what came of it counts for nothing.
 */
export class LightHost implements Host {
  /** Whether more was wanted. */
  overburdened = false;
  readonly registries: Host['registries'];
  readonly hash: Host['hash'];
  readonly fulfils: Host['fulfils'];
  readonly verifyClearsigned: Host['verifyClearsigned'];
  readonly store = (): Promise<never> => this.refuse();
  readonly keep = (): Promise<never> => this.refuse();
  readonly read = (): Promise<never> => this.refuse();
  readonly derive = (): Promise<never> => this.refuse();
  readonly decompress = (): Promise<never> => this.refuse();
  readonly unpack = (): Promise<never> => this.refuse();

  constructor(private readonly host: Host) {
    this.registries = host.registries;
    this.hash = (bytes) => host.hash(bytes);
    this.fulfils = (bytes, checksums) => host.fulfils(bytes, checksums);
    this.verifyClearsigned = (message, keys) => host.verifyClearsigned(message, keys);
  }

  async get(url: string, options: Parameters<Host['get']>[1]): Promise<Uint8Array | undefined> {
    const maxBytes = Math.min(options.maxBytes, LIGHT_BYTES);
    try {
      return await this.host.get(url, { ...options, maxBytes });
    } catch (error) {
      const tooLarge = error instanceof IntegrityFault && error.code === 'response-too-large';
      if (tooLarge && maxBytes < options.maxBytes) return this.refuse();
      throw error;
    }
  }

  private refuse(): Promise<never> {
    this.overburdened = true;
    return Promise.reject(new Error('Wanted more of a host than is done in passing'));
  }
}

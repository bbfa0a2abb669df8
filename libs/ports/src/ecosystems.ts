import { TransientFault } from '@quench/kernel';
import type { DistributionPlugin, Host } from '@quench/plugin-sdk';

/** A plugin and the host that it may touch the world through. */
export interface Ecosystem {
  readonly plugin: DistributionPlugin;
  readonly host: Host;
}

/** Port. The plugins that the composition root listed. */
export abstract class Ecosystems {
  /** @throws Rejection `ecosystem-unknown` */
  abstract get(ecosystem: string): Ecosystem;
}

/**
 * Port. The same plugins, on hosts that believe no result of an earlier process: everything is derived anew from held
 * content, whose digests are checked. For whoever has to find out that a cache is wrong.
 */
export abstract class UncachedEcosystems extends Ecosystems {}

/** A registry asked for fewer requests. */
export class RegistryThrottled extends TransientFault {
  /** @param retryAfterMs what the registry asked to wait; 0 when it did not say */
  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super('registry-throttled', message);
  }
}

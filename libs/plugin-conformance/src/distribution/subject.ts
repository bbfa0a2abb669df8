import type { DistributionPlugin } from '@quench/plugin-sdk';
import type { DistributionSamples } from './samples.js';
import type { DistributionWorld } from './world.js';

/** What laws of distributions are about. */
export interface DistributionSubject {
  /** Makes the plugin anew: nothing that one case did to it is seen by another. */
  readonly make: () => DistributionPlugin;
  readonly samples: DistributionSamples;
  /** Made once. @throws NothingToTry when the plugin does not answer the samples */
  readonly world: () => Promise<DistributionWorld>;
}

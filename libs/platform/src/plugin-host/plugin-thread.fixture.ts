import { TransientFault } from '@quench/kernel';
import { RegistryThrottled } from '@quench/ports';
import { PluginError, type DistributionPlugin, type Snapshot } from '@quench/plugin-sdk';

interface Parts {
  readonly api: 1;
  readonly kind: 'distribution';
  readonly snapshots: Pick<DistributionPlugin['snapshots'], 'take' | 'check' | 'changes'>;
  readonly dependencies: Pick<DistributionPlugin['dependencies'], 'resolve'>;
  readonly artifacts: Pick<DistributionPlugin['artifacts'], 'locate'>;
}

let calls = 0;

const parts: Parts = {
  api: 1,
  kind: 'distribution',
  snapshots: {
    /** Names the host's registries and how often this thread was asked. */
    take: async (source, { now }, host) => {
      const { digest } = await host.keep(new TextEncoder().encode(source.suite));
      const signedBy = [...host.registries.map(({ base }) => base), String(++calls)];
      return { source, signed: digest, date: now, validUntil: undefined, freshness: 'checked', signedBy, indexes: [] };
    },
    check: (): Promise<Snapshot> => new Promise(() => undefined),
    changes: async () => {
      throw new RegistryThrottled('Not now', 7_000);
    },
  },
  dependencies: {
    resolve: async () => {
      throw new PluginError('unsatisfiable', 'No set fulfils it', { chain: ['a', 'b'] });
    },
  },
  artifacts: {
    locate: async () => {
      throw new TransientFault('registry-unreachable', 'Nobody answers');
    },
  },
};

/** A plugin whose calls show where they are made and what comes back. It does nothing else. */
export const probePlugin = parts as DistributionPlugin;

import type { Distribution } from '@quench/contracts';
import type { WrittenDistribution } from './written-definition.js';

const ALL_POCKETS = ['release', 'updates', 'security'];

/** A distribution with its defaults filled in: of a release alone, all of its pockets. */
export function distributionOf(written: WrittenDistribution): Distribution {
  const { release, pockets = ALL_POCKETS } = typeof written === 'string' ? { release: written } : written;
  return { release, pockets: ALL_POCKETS.filter((pocket) => pockets.includes(pocket)) };
}

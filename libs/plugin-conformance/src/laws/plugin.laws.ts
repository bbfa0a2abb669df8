import type { EcosystemPlugin } from '@quench/plugin-sdk';
import { shown } from '../difference.js';
import type { Law } from '../law.js';
import { forEach } from '../look-for.js';

const PART = 'the plugin';

/** A purl type as ECMA-427 has it. */
const TYPE = /^[a-z][a-z0-9.-]*$/;

/** Laws of what a plugin says of itself. */
export const pluginLaws = ({ api, ecosystem, version }: EcosystemPlugin): readonly Law[] => [
  forEach(
    PART,
    'says which interface, ecosystem and version it is of',
    () => [{ api, ecosystem, version }],
    (said) =>
      Object.is(said.api, 1) && TYPE.test(said.ecosystem) && said.version !== ''
        ? undefined
        : `expected api 1, a purl type and a version, got ${shown(said)}`,
  ),
];

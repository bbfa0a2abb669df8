import type { EcosystemPlugin } from '@quench/plugin-sdk';
import type { Law } from '../law.js';
import type { EcosystemSamples } from '../samples.js';
import { Trials, type Asking } from '../trials.js';
import { askingLaws } from './asking.laws.js';
import { bytesLaws } from './bytes.laws.js';
import { faultLaws } from './fault.laws.js';
import { namingLaws } from './naming.laws.js';
import { pluginLaws } from './plugin.laws.js';
import { registriesLaws } from './registries.laws.js';
import { versionsLaws } from './versions.laws.js';

/** Laws of every ecosystem. */
export function ecosystemLaws<Plugin extends EcosystemPlugin>(
  asking: Asking<Plugin>,
  samples: EcosystemSamples,
): readonly Law[] {
  const plugin = asking.make();
  const trials = new Trials(asking);
  return [
    ...pluginLaws(plugin),
    ...registriesLaws(plugin.registries, samples.registries),
    ...namingLaws(plugin, samples),
    ...versionsLaws(plugin.versions, samples.versions),
    ...askingLaws(trials),
    ...faultLaws(trials),
    ...bytesLaws(trials, samples.recorded.answers),
  ];
}

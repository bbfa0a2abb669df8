import type { EcosystemPlugin } from '@quench/plugin-sdk';
import { questionsTo, type Question } from './question.js';
import type { ReplayHost } from './replay-host.js';
import type { EcosystemSamples } from './samples.js';

/** What the samples ask of the pure parts that every plugin has. */
export function pureQuestions<Plugin extends EcosystemPlugin>(
  { registries, naming, versions }: EcosystemSamples,
  host: () => ReplayHost,
): readonly Question<Plugin>[] {
  const [{ client }] = registries.configurations;
  const [[coordinates]] = naming.packages;
  const [[purl]] = naming.purls;
  const [[version]] = versions.ascending;
  const all = versions.ascending.flat().reverse();
  const ask = questionsTo<Plugin>();
  return [
    ask('registries.read', host, client, (plugin, given) => plugin.registries.read(given)),
    ask('naming.describe', host, coordinates, (plugin, given) => plugin.naming.describe(given)),
    ask('naming.parse', host, purl, (plugin, given) => plugin.naming.parse(given)),
    ask('versions.order', host, all, (plugin, given) => plugin.versions.order(given)),
    ask('versions.parts', host, version, (plugin, given) => plugin.versions.parts(given)),
  ];
}

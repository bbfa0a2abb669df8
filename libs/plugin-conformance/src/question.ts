import { differenceOf } from './difference.js';
import type { ReplayHost, Weather } from './replay-host.js';

/** A call of a plugin's method, as a host makes it. */
export interface Question<Plugin> {
  /** `snapshots.take Debian trixie`; tells it from the others. */
  readonly name: string;
  /** A host that holds what the question needs and nothing that it asks a registry for. */
  host(weather?: Weather): ReplayHost;
  /** Asks with a copy of the arguments. */
  ask(plugin: Plugin, host: ReplayHost): unknown;
  /** What the call changed of its arguments, as a path with both values. */
  changed(plugin: Plugin, host: ReplayHost): Promise<string | undefined>;
}

/** How a question is put with arguments that are the call's own. */
export type Call<Plugin, Given> = (plugin: Plugin, given: Given, host: ReplayHost) => unknown;

/** Makes questions to one kind of plugin, each of arguments and the call that they are for. */
export const questionsTo =
  <Plugin>() =>
  <Given>(name: string, host: Question<Plugin>['host'], given: Given, call: Call<Plugin, Given>): Question<Plugin> => ({
    name,
    host,
    ask: (plugin, asked) => call(plugin, structuredClone(given), asked),
    changed: async (plugin, asked) => {
      const copy = structuredClone(given);
      await call(plugin, copy, asked);
      // A clone, too: what is no plain data is told by another law.
      return differenceOf(structuredClone(given), copy, 'the argument');
    },
  });

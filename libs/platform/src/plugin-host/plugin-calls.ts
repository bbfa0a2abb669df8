import type { Artifacts, Dependencies, DistributionPlugin, Host, Snapshots } from '@quench/plugin-sdk';
import { LightHost } from './light-host.js';

/** A method without its host, which comes last. */
type Hosted<Method extends (...args: never[]) => unknown> =
  Parameters<Method> extends [...infer Rest, Host] ? (...args: Rest) => ReturnType<Method> : never;

/** What a plugin does through its host, with the host already given. All of it can be cloned. */
export interface PluginCalls {
  readonly take: Hosted<Snapshots['take']>;
  readonly check: Hosted<Snapshots['check']>;
  readonly changes: Hosted<Snapshots['changes']>;
  readonly resolve: Hosted<Dependencies['resolve']>;
  readonly locate: Hosted<Artifacts['locate']>;
  readonly verify: Hosted<Artifacts['verify']>;
  readonly fixes: Hosted<Artifacts['fixes']>;
  readonly difference: Hosted<Artifacts['difference']>;
}

/** The calls of a plugin in this thread. */
export const callsOf = ({ snapshots, dependencies, artifacts }: DistributionPlugin, host: Host): PluginCalls => ({
  take: (source, options) => snapshots.take(source, options, host),
  check: (snapshot) => snapshots.check(snapshot, host),
  changes: (before, after) => snapshots.changes(before, after, host),
  resolve: (project, options) => dependencies.resolve(project, options, host),
  locate: (dependencies) => artifacts.locate(dependencies, host),
  verify: (dependency, snapshots) => artifacts.verify(dependency, snapshots, host),
  fixes: (before, after) => artifacts.fixes(before, after, host),
  difference: (before, after) => artifacts.difference(before, after, host),
});

/**
 * Whether an archive is as it was is asked here: it nearly always is, and a thread that is started for the answer costs ten
 * times the question. What else there is to do is done elsewhere.
 */
const takeOf =
  ({ snapshots }: DistributionPlugin, calls: PluginCalls): Snapshots['take'] =>
  async (source, options, host) => {
    if (options.previous === undefined) return calls.take(source, options);
    const light = new LightHost(host);
    const taken = await snapshots.take(source, options, light).catch((error: unknown) => {
      if (!light.overburdened) throw error;
      return undefined;
    });
    return light.overburdened ? calls.take(source, options) : taken;
  };

/** A plugin that makes its calls elsewhere, where it has a host of its own over the same registries and contents. */
export const pluginCalling = (plugin: DistributionPlugin, calls: PluginCalls): DistributionPlugin => ({
  ...plugin,
  snapshots: {
    ...plugin.snapshots,
    take: takeOf(plugin, calls),
    check: (snapshot) => calls.check(snapshot),
    changes: (before, after) => calls.changes(before, after),
  },
  dependencies: { ...plugin.dependencies, resolve: (project, options) => calls.resolve(project, options) },
  artifacts: {
    locate: (dependencies) => calls.locate(dependencies),
    verify: (dependency, snapshots) => calls.verify(dependency, snapshots),
    fixes: (before, after) => calls.fixes(before, after),
    difference: (before, after) => calls.difference(before, after),
  },
});

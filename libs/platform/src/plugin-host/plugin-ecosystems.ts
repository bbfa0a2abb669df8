import { Rejection } from '@quench/kernel';
import { type Ecosystem, Ecosystems } from '@quench/ports';

/** The interface that this version of Quench was built for. */
const API = 1;

/** The plugins that the composition root listed, each with its host. */
export class PluginEcosystems extends Ecosystems {
  private readonly byName: ReadonlyMap<string, Ecosystem>;

  /** @throws Rejection `plugin-incompatible`, `plugin-doubled` */
  constructor(ecosystems: readonly Ecosystem[]) {
    super();
    const byName = new Map<string, Ecosystem>();
    for (const ecosystem of ecosystems) {
      const { api, ecosystem: name } = ecosystem.plugin;
      if (api !== API) {
        throw new Rejection(
          'plugin-incompatible',
          `The plugin ${name} was written for interface ${String(api)}, not ${API}.`,
        );
      }
      if (byName.has(name)) throw new Rejection('plugin-doubled', `Two plugins are listed for the ecosystem ${name}.`);
      byName.set(name, ecosystem);
    }
    this.byName = byName;
  }

  override get(ecosystem: string): Ecosystem {
    const found = this.byName.get(ecosystem);
    if (found !== undefined) return found;
    const known = [...this.byName.keys()].join(', ');
    throw new Rejection('ecosystem-unknown', `No plugin is listed for the ecosystem "${ecosystem}". Listed: ${known}.`);
  }
}

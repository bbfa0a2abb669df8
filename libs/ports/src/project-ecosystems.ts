import type { Host, ProjectPlugin } from '@quench/plugin-sdk';

/** A plugin for projects and the host that it may touch the world through. */
export interface ProjectEcosystem {
  readonly plugin: ProjectPlugin;
  /** Made when it is first asked for: most processes never ask. @throws what reading the client's configuration throws */
  host(): Promise<Host>;
}

/** Port. The ecosystems of packages that are published one by one, as the composition root listed them. */
export abstract class ProjectEcosystems {
  /** Their names. */
  abstract readonly names: readonly string[];

  /** @throws Rejection `ecosystem-unknown` */
  abstract get(ecosystem: string): ProjectEcosystem;
}

import { Ecosystems, ProjectEcosystems } from '@quench/ports';
import { PluginError, type Versions } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';

/** How an ecosystem orders versions. */
export type Ordering = Pick<Versions, 'order'>;

/** How ecosystems order versions. */
@Injectable()
export class VersionOrder {
  constructor(
    private readonly ecosystems: Ecosystems,
    private readonly projects: ProjectEcosystems,
  ) {}

  /** @throws Rejection `ecosystem-unknown` */
  of(ecosystem: string): Ordering {
    return this.known(ecosystem).get(ecosystem).plugin.versions;
  }

  /** What cannot be read as a version comes after none, in either direction. */
  isNewer(ecosystem: string, version: string, than: string): boolean {
    return comesAfter(this.of(ecosystem), version, than);
  }

  private known(ecosystem: string): Ecosystems | ProjectEcosystems {
    return this.projects.names.includes(ecosystem) ? this.projects : this.ecosystems;
  }
}

/** What cannot be read as a version comes after none. */
export function comesAfter({ order }: Ordering, version: string, than: string): boolean {
  try {
    return version !== than && order([version, than]).at(-1) === version;
  } catch (cause) {
    if (cause instanceof PluginError) return false;
    throw cause;
  }
}

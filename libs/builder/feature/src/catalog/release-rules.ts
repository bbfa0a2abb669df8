import { Rejection, ecosystemOf } from '@quench/kernel';
import { PluginError, type Purl } from '@quench/plugin-sdk';
import { ProjectEcosystems } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** What ecosystems say of releases that definitions ask for, before anybody asks a registry. */
@Injectable()
export class ReleaseRules {
  constructor(private readonly projects: ProjectEcosystems) {}

  /** Undefined where nothing is wrong with it. */
  unknown(ecosystem: string): string | undefined {
    return told(() => void this.projects.get(ecosystem));
  }

  /** Undefined where nothing is wrong. @param purl without a version */
  mistake(purl: string, constraint: string): string | undefined {
    return told(() => {
      const { plugin } = this.projects.get(ecosystemOf(purl));
      plugin.naming.parse(purl as Purl);
      plugin.versions.matching([], constraint);
    });
  }
}

/** What a check says no with. */
function told(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof PluginError || error instanceof Rejection) return error.message;
    throw error;
  }
}

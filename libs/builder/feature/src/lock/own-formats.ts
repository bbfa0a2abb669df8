import { formatAge, formatsText, LAYOUT_VERSION, layoutVersion, type FormatAge } from '@quench/builder-domain';
import type { FormatVersions, Recipe } from '@quench/contracts';
import { Documents, ImageAssembler, ProjectEcosystems } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots } from './checked-snapshots.js';

/** A recipe's formats beside our own. */
export interface WrittenFormats {
  readonly recipe: Recipe;
  readonly age: FormatAge;
  /** Both sides, for people. */
  readonly text: string;
}

/** What this version writes. Instances of two versions may work side by side while one is being replaced. */
@Injectable()
export class OwnFormats {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly projects: ProjectEcosystems,
    private readonly assembler: ImageAssembler,
    private readonly documents: Documents,
  ) {}

  /** @param ecosystems of the releases that are placed; what is not known here is passed over */
  versions(ecosystems: readonly string[], layout = LAYOUT_VERSION): FormatVersions {
    const { plugin } = this.snapshots.ecosystem;
    const placed = ecosystems
      .filter((name) => this.projects.names.includes(name))
      .map((name) => [name, this.projects.get(name).plugin.install.filterVersion] as const);
    return {
      filter: { [plugin.ecosystem]: plugin.install.filterVersion, ...Object.fromEntries(placed) },
      codec: this.assembler.codecVersion,
      layout,
    };
  }

  /** @param recipe the digest of one that is held */
  async of(recipe: string): Promise<WrittenFormats> {
    const written = await this.documents.read<Recipe>(recipe);
    const { versions } = written;
    const ours = this.versions(Object.keys(versions.filter), layoutVersion(written));
    return {
      recipe: written,
      age: formatAge(versions, ours),
      text: `it asks for ${formatsText(versions)}, and this version writes ${formatsText(ours)}`,
    };
  }
}

import { formatAge, formatsText, LAYOUT_VERSION, type FormatAge } from '@quench/builder-domain';
import type { FormatVersions, Recipe } from '@quench/contracts';
import { Documents, ImageAssembler } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots } from './checked-snapshots.js';

/** A recipe's formats beside our own. */
export interface WrittenFormats {
  readonly age: FormatAge;
  /** Both sides, for people. */
  readonly text: string;
}

/** What this version writes. Instances of two versions may work side by side while one is being replaced. */
@Injectable()
export class OwnFormats {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly assembler: ImageAssembler,
    private readonly documents: Documents,
  ) {}

  get versions(): FormatVersions {
    const { plugin } = this.snapshots.ecosystem;
    return {
      filter: { [plugin.ecosystem]: plugin.install.filterVersion },
      codec: this.assembler.codecVersion,
      layout: LAYOUT_VERSION,
    };
  }

  /** @param recipe the digest of one that is held */
  async of(recipe: string): Promise<WrittenFormats> {
    const { versions } = await this.documents.read<Recipe>(recipe);
    return {
      age: formatAge(versions, this.versions),
      text: `it asks for ${formatsText(versions)}, and this version writes ${formatsText(this.versions)}`,
    };
  }
}
